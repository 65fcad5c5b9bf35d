"""The lines of the connection test: each names who answered."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from koongo_tui.connection import TestResult, TestState, TestStep

_MARKS = {
    TestState.OK: ("OK", "bold $success"),
    TestState.FAILED: ("NO", "bold $error"),
    TestState.RUNNING: ("..", "bold $accent"),
    TestState.SKIPPED: ("--", "$koongo-muted"),
    TestState.WAITING: ("  ", ""),
}
_NOTES = {
    TestState.SKIPPED: "not tried",
    TestState.WAITING: "waiting",
    TestState.RUNNING: "asking",
}


class TestLines(Static):
    """Six lines that fill in from the top."""

    __test__ = False

    DEFAULT_CSS = """
    TestLines {
        height: auto;
        padding: 0 1;
    }
    """

    def __init__(self, result: TestResult, *, id: str | None = None) -> None:
        """
        Args:
            result: the test before it began; its sentences stand for layers that fail.
        """
        super().__init__(markup=False, id=id)
        self._result = result
        self._sentences = {step.name: step.message for step in result.steps}

    def on_mount(self) -> None:
        self.show(self._result)

    def on_resize(self) -> None:
        self.show(self._result)

    def begin(self, result: TestResult) -> None:
        """Show a test that has not begun; its sentences stand for layers that fail."""
        self._sentences = {step.name: step.message for step in result.steps}
        self.show(result)

    def show(self, result: TestResult) -> None:
        """Show how the test stands."""
        self._result = result
        width = max(self.size.width - 2, 30)
        self.update(Content("\n").join([self._line(step, width) for step in result.steps]))

    def _line(self, step: TestStep, width: int) -> Content:
        mark, style = _MARKS[step.state]
        note = _NOTES.get(step.state) or ("" if step.ms is None else f"{step.ms / 1000:.1f} s")
        # What a failed layer has to say is long, and stands below where it has room.
        failed = step.state is TestState.FAILED
        if step.state is TestState.WAITING and len(step.message) + len(note) + 6 > width:
            note = ""
        words = Content(f"   {self._sentences[step.name] if failed else step.message}")
        words = words.truncate(width - len(mark) - len(note) - 1, ellipsis=True, pad=True)
        return Content("").join(
            [
                Content.styled(mark, style),
                words,
                Content(" "),
                Content.styled(note, "$koongo-muted"),
            ]
        )
