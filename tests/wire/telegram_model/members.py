"""What people are in a chat, and what they may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.people import User

EVERY_RIGHT = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_post_messages", "can_edit_messages",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
USUAL = frozenset(EVERY_RIGHT) - {"can_promote_members"}
ALWAYS = {"can_manage_chat"}
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages",
    "can_edit_tag", "can_change_info", "can_invite_users", "can_pin_messages",
    "can_manage_topics",
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A person's place in a chat."""

    user: User
    status: str
    rights: frozenset[str] | None = None
    anonymous: bool = False

    @property
    def present(self) -> bool:
        """Tell whether the person is in the chat."""
        return self.status not in {"left", "kicked"}

    @property
    def admin(self) -> bool:
        """Tell whether the person is an administrator or the creator."""
        return self.status in {"administrator", "creator"}

    def may(self, right: str) -> bool:
        """Tell whether the person is an administrator with a right."""
        rights = ALWAYS | (USUAL if self.rights is None else self.rights)
        return self.status == "creator" or (self.admin and right in rights)

    def payload(self) -> Json:
        """Build Telegram's JSON."""
        body: Json = {"status": self.status, "user": self.user.payload()}
        if self.status == "creator":
            body["is_anonymous"] = self.anonymous
        elif self.status == "administrator":
            body |= {each: self.may(each) for each in EVERY_RIGHT}
            body |= {"can_be_edited": False, "is_anonymous": self.anonymous}
        elif self.status == "restricted":
            body |= {"is_member": True, "until_date": 0} | dict.fromkeys(PERMISSIONS, False)
        elif self.status == "kicked":
            body["until_date"] = 0
        return body
