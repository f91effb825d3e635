"""What may stand in an address, so that nothing else reaches a query."""


class LabelCode:
    """The code of a label; a zero byte or a sentence is no address of ours."""

    regex = "[0-9A-Za-z]{1,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
