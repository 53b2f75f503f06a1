"""The rules for components, in messages of the old and the new kind and in modals."""

from collections.abc import Callable
from urllib.parse import urlsplit

from tests.wire.discord_model.refusal import Problems
from tests.wire.discord_model.world import Json, children, walk

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, UPLOAD, RADIO, CHECKS, CHECK = 18, 19, 21, 22, 23
SELECTS = {3, 5, 6, 7, 8}
IN_CONTAINER = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR}
TOP_V2 = IN_CONTAINER | {CONTAINER}
IN_LABEL = SELECTS | {TEXT_INPUT, UPLOAD, RADIO, CHECKS, CHECK}


class Checker:
    """Walk over components and note what Discord would refuse."""

    def __init__(self, problems: Problems, uploads: set[str]) -> None:
        self.problems = problems
        self.uploads = uploads
        self._in_row = SELECTS | {BUTTON}
        self._rules: dict[int, Callable[[str, Json], None]] = {
            ROW: self._row, BUTTON: self._button, TEXT_INPUT: self._text_input,
            SECTION: self._section, TEXT: self._text, THUMBNAIL: self._thumbnail,
            GALLERY: self._gallery, FILE: self._file, CONTAINER: self._container,
            LABEL: self._label, UPLOAD: self._counted(0, 10), SEPARATOR: self._nothing,
            RADIO: self._options(2, 10), CHECKS: self._options(1, 10), CHECK: self._nothing,
            STRING_SELECT: self._options(1, 25),
        } | {kind: self._counted(0, 25) for kind in SELECTS - {STRING_SELECT}}  # fmt: skip

    def message(self, components: list[Json], *, v2: bool) -> None:
        """Check the components of a message."""
        self._all(components, TOP_V2 if v2 else {ROW}, "components")
        every = list(walk(components))
        if not v2:
            self.problems.length("components", components, 0, 5)
        elif len(every) > 40:
            message = f"The maximum number of components is 40 (there are {len(every)})"
            self.problems.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
        letters = sum(len(each.get("content") or "") for each in every if each["type"] == TEXT)
        if letters > 4000:
            message = f"The displayable text is longer than 4000 ({letters})"
            self.problems.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)

    def modal(self, components: list[Json]) -> None:
        """Check the components of a modal."""
        self._in_row = {TEXT_INPUT}
        self.problems.length("components", components, 1, 5)
        self._all(components, {ROW, TEXT, LABEL}, "components")

    def _all(self, components: list[Json], allowed: set[int], path: str) -> None:
        self._each(components, allowed, path)
        for key in ("custom_id", "id"):
            seen: set[object] = set()
            for each in walk(components):
                if each.get(key) and each[key] in seen:
                    message = f"Component {key} cannot be duplicated: {each[key]}"
                    self.problems.add(path, f"COMPONENT_{key.upper()}_DUPLICATED", message)
                seen.add(each.get(key))

    def _each(self, components: list[Json], allowed: set[int], path: str) -> None:
        for index, component in enumerate(components):
            self._one(component, allowed, f"{path}.{index}")

    def _one(self, component: Json, allowed: set[int], path: str) -> None:
        kind = component.get("type")
        if not isinstance(kind, int) or kind not in allowed:
            message = f"Value of field 'type' must be one of {sorted(allowed)} (is {kind})."
            self.problems.add(f"{path}.type", "UNION_TYPE_CHOICES", message)
            return
        if "custom_id" in component or kind in IN_LABEL:
            self.problems.length(f"{path}.custom_id", component.get("custom_id"), 1, 100)
        self._rules[kind](path, component)

    def _nothing(self, path: str, component: Json) -> None:
        pass

    def _row(self, path: str, row: Json) -> None:
        inner = row.get("components") or []
        self.problems.length(f"{path}.components", inner, 1, 5)
        self._each(inner, self._in_row, f"{path}.components")
        for index, each in enumerate(inner):
            if each.get("type") == TEXT_INPUT:
                self.problems.length(f"{path}.components.{index}.label", each.get("label"), 1, 45)
        wide = [each for each in inner if each.get("type") != BUTTON]
        if wide and len(inner) > 1:
            message = "The width of this component is too large for the row"
            self.problems.add(f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)

    def _button(self, path: str, button: Json) -> None:
        self._short(path, button, "label", 80)
        style = button.get("style")
        if style not in range(1, 7):
            self.problems.add(f"{path}.style", "BASE_TYPE_CHOICES", "Not a button style")
        elif style == 5:
            if button.get("custom_id"):
                message = "A custom id and url cannot both be specified"
                self.problems.add(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL", message)
            self._url(f"{path}.url", button.get("url"), {"http", "https", "discord"}, 512)
        elif style != 6 and not button.get("custom_id"):
            message = "A custom id is required"
            self.problems.add(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", message)
        if style != 6 and not button.get("label") and not button.get("emoji"):
            message = "A label or an emoji is required"
            self.problems.add(path, "BUTTON_COMPONENT_INVALID_CONTENT", message)

    def _text(self, path: str, text: Json) -> None:
        self.problems.length(f"{path}.content", text.get("content"), 1, 4000)

    def _section(self, path: str, section: Json) -> None:
        inner = section.get("components") or []
        self.problems.length(f"{path}.components", inner, 1, 3)
        self._each(inner, {TEXT}, f"{path}.components")
        self._one(section.get("accessory") or {}, {BUTTON, THUMBNAIL}, f"{path}.accessory")

    def _container(self, path: str, container: Json) -> None:
        inner = container.get("components") or []
        self.problems.length(f"{path}.components", inner, 1, 40)
        self._each(inner, IN_CONTAINER, f"{path}.components")

    def _thumbnail(self, path: str, thumbnail: Json) -> None:
        self._short(path, thumbnail, "description", 1024)
        self._media(f"{path}.media", thumbnail.get("media"))

    def _gallery(self, path: str, gallery: Json) -> None:
        items = gallery.get("items") or []
        self.problems.length(f"{path}.items", items, 1, 10)
        for index, item in enumerate(items):
            self._short(f"{path}.items.{index}", item, "description", 1024)
            self._media(f"{path}.items.{index}.media", item.get("media"))

    def _file(self, path: str, file: Json) -> None:
        self._url(f"{path}.file.url", (file.get("file") or {}).get("url"), {"attachment"}, 2048)

    def _media(self, path: str, media: Json | None) -> None:
        self._url(f"{path}.url", (media or {}).get("url"), {"http", "https", "attachment"}, 2048)

    def _url(self, path: str, url: object, schemes: set[str], most: int) -> None:
        parts = urlsplit(url) if isinstance(url, str) else None
        if parts is None or parts.scheme not in schemes or not parts.netloc:
            message = f"Scheme must be one of {sorted(schemes)} (is {url!r})."
            self.problems.add(path, "URL_TYPE_INVALID_URL", message)
            return
        self.problems.length(path, url, 1, most)
        if parts.scheme == "attachment" and parts.netloc not in self.uploads:
            message = f"The referenced attachment {parts.netloc!r} was not found in the request"
            self.problems.add(path, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", message)

    def _options(self, least: int, most: int) -> Callable[[str, Json], None]:
        def check(path: str, component: Json) -> None:
            options = component.get("options") or []
            self.problems.length(f"{path}.options", options, least, most)
            for index, option in enumerate(options):
                place = f"{path}.options.{index}"
                self.problems.length(f"{place}.label", option.get("label"), 1, 100)
                self.problems.length(f"{place}.value", option.get("value"), 1, 100)
                self._short(place, option, "description", 100)
            values = [option.get("value") for option in options]
            if len(set(values)) < len(values):
                code = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
                message = "The specified option value is already used"
                self.problems.add(f"{path}.options", code, message)
            self._counted(0, max(1, len(options)))(path, component)
            self._preselected(path, component)

        return check

    def _preselected(self, path: str, component: Json) -> None:
        most = component.get("max_values")
        most = 1 if most is None and component["type"] != CHECKS else most
        chosen = [each for each in component.get("options") or () if each.get("default")]
        if most is not None and len(chosen) > most:
            code = "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES"
            message = "More options are preselected than can be chosen"
            self.problems.add(f"{path}.options", code, message)

    def _counted(self, least: int, most: int) -> Callable[[str, Json], None]:
        def check(path: str, component: Json) -> None:
            self._short(path, component, "placeholder", 150)
            low, high = component.get("min_values"), component.get("max_values")
            for key, value in (("min_values", low), ("max_values", high)):
                if value is not None and not least <= value <= most:
                    message = f"Must be between {least} and {most} (is {value})."
                    self.problems.add(f"{path}.{key}", "NUMBER_TYPE_RANGE", message)
            if low is not None and low > (1 if high is None else high):
                message = "min_values is greater than max_values"
                self.problems.add(path, "SELECT_COMPONENT_INVALID_RANGE", message)

        return check

    def _label(self, path: str, label: Json) -> None:
        self.problems.length(f"{path}.label", label.get("label"), 1, 45)
        self._short(path, label, "description", 100)
        self._one(label.get("component") or {}, IN_LABEL, f"{path}.component")
        for each in children(label):
            if each.get("type") == TEXT_INPUT and each.get("label"):
                message = "A text input in a label has no label of its own"
                self.problems.add(f"{path}.component.label", "TEXT_INPUT_LABEL_FORBIDDEN", message)

    def _text_input(self, path: str, field: Json) -> None:
        self._short(path, field, "placeholder", 100)
        self._short(path, field, "value", 4000)
        if field.get("style") not in (1, 2):
            self.problems.add(f"{path}.style", "BASE_TYPE_CHOICES", "Not a text input style")
        low, high = field.get("min_length"), field.get("max_length")
        low, high = 0 if low is None else low, 4000 if high is None else high
        if not 0 <= low <= high <= 4000 or high < 1:
            message = f"{low} to {high} is no range of lengths within 0 to 4000"
            self.problems.add(path, "NUMBER_TYPE_RANGE", message)

    def _short(self, path: str, component: Json, key: str, most: int) -> None:
        value = component.get(key)
        if value is not None:
            self.problems.length(f"{path}.{key}", value, 0, most)
