"""How Discord says no: a status, a code and the fields that are wrong.

Refusal
  raised by every rule and route of the model; the server turns it into the answer's JSON
"""

from tests.wire.discord_model.world import Json

UNKNOWN = {
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "User": 10013,
    "Webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
}


class Refusal(Exception):
    """Discord's answer to a request that it does not carry out."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        errors: Json | None = None,
        *,
        blame: bool = True,
    ) -> None:
        super().__init__(f"{status} {code}: {message}{f' {errors}' if errors else ''}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.blame = blame  # False where the best of bots could not have known

    def body(self) -> Json:
        """Build the answer's JSON."""
        body: Json = {"message": self.message, "code": self.code}
        return body | ({"errors": self.errors} if self.errors else {})


class Problems:
    """Collect the wrong fields of one form, then refuse them all at once."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def add(self, path: str, code: str, message: str) -> None:
        """Note that the field at a dotted path is wrong."""
        place = self._errors
        for step in path.split("."):
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: object, least: int, most: int) -> None:
        """Note a text or list that is shorter or longer than allowed."""
        if not isinstance(value, str | list):
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif not least <= len(value) <= most:
            code = "BASE_TYPE_BAD_LENGTH"
            message = f"Must be between {least} and {most} in length (is {len(value)})."
            self.add(path, code, message)

    def refuse(self) -> None:
        """Raise the refusal if anything was wrong."""
        if self._errors:
            raise Refusal(400, 50035, "Invalid Form Body", self._errors)


def unknown(what: str, *, blame: bool = True) -> Refusal:
    """Refuse since there is no such thing."""
    return Refusal(404, UNKNOWN[what], f"Unknown {what}", blame=blame)


def missing_access() -> Refusal:
    """Refuse since the bot cannot see that place."""
    return Refusal(403, 50001, "Missing Access", blame=False)


def missing_permissions() -> Refusal:
    """Refuse since the bot may not do that there."""
    return Refusal(403, 50013, "Missing Permissions", blame=False)


def closed_dms() -> Refusal:
    """Refuse since that person takes no direct messages."""
    return Refusal(403, 50007, "Cannot send messages to this user", blame=False)


def already_acknowledged() -> Refusal:
    """Refuse a second first answer."""
    return Refusal(400, 40060, "Interaction has already been acknowledged.")


def expired_token() -> Refusal:
    """Refuse a follow-up after the fifteen minutes."""
    return Refusal(401, 50027, "Invalid Webhook Token")
