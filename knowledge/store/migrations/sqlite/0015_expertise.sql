-- Verified expertise says as what somebody knows a category; until now it named the category alone.

UPDATE member SET expertise = (
    SELECT json_group_array(json_object('category', value, 'trade', NULL))
    FROM json_each(member.expertise)
) WHERE expertise <> '[]';

UPDATE change SET before = json_set(before, '$.expertise', (
    SELECT json_group_array(json_object('category', value, 'trade', NULL))
    FROM json_each(change.before, '$.expertise')
)) WHERE entries = 'member' AND json_array_length(before, '$.expertise') > 0;

UPDATE change SET after = json_set(after, '$.expertise', (
    SELECT json_group_array(json_object('category', value, 'trade', NULL))
    FROM json_each(change.after, '$.expertise')
)) WHERE entries = 'member' AND json_array_length(after, '$.expertise') > 0;
