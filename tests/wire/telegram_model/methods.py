"""All methods that the model knows."""

from collections.abc import Callable
from typing import Any

from tests.wire.telegram_model.answering import ANSWERING
from tests.wire.telegram_model.asking import ASKING
from tests.wire.telegram_model.editing import EDITING
from tests.wire.telegram_model.sending import SENDING

METHODS: dict[str, Callable[..., Any]] = {**SENDING, **EDITING, **ANSWERING, **ASKING}
