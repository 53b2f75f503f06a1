"""What moderators and admins do: entries, the journal, the queue, people, communities, packs."""
