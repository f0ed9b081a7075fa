"""How readers work a page: with a mouse, with a finger, or with nothing but the keyboard."""

from typing import Final

from tests.site.browser.browsing import Locator, Page

FARTHEST: Final = 200
"""Most presses of Tab that a reader bears with."""
FOCUSED: Final = "element => element === document.activeElement"
CHECKED_IN_GROUP: Final = "input => [...document.getElementsByName(input.name)].find(one => one.checked) === document.activeElement"

AWAY: Final = """(element) => {
  const stops = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")];
  const focused = document.activeElement;
  const here = focused === document.body ? document.querySelector(":target") ?? focused : focused;
  const after = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  const [first, last] = after(here, element) ? [here, element] : [element, here];
  const between = stops.filter((stop) => after(first, stop) && after(stop, last));
  const shown = between.filter((stop) => stop.checkVisibility() && (stop.type !== "radio" || stop.checked));
  return first === here ? shown.length : -shown.length;
}"""
"""How many stops lie before a target, less than none if it lies behind; roughly: the last ones are looked at one by one."""


class Mouse:
    """Clicks."""

    def press(self, target: Locator) -> None:
        """Follow a link, press a button."""
        target.click()

    def write(self, box: Locator, text: str) -> None:
        """Type into a box."""
        box.click()
        box.press_sequentially(text)

    def pick(self, option: Locator, place: int) -> None:
        """Take the option of a list that stands at a place."""
        option.click()

    def turn(self, radio: Locator) -> None:
        """Choose one of several buttons."""
        radio.check()

    def choose(self, box: Locator, value: str) -> None:
        """Choose from a drop-down list."""
        box.select_option(value)


class Finger(Mouse):
    """Taps."""

    def press(self, target: Locator) -> None:
        """Tap on a link or button."""
        target.tap()

    def write(self, box: Locator, text: str) -> None:
        """Tap on a box and type."""
        box.tap()
        box.press_sequentially(text)

    def pick(self, option: Locator, place: int) -> None:
        """Tap on an option."""
        option.tap()

    def turn(self, radio: Locator) -> None:
        """Tap on a button."""
        radio.tap()


class Keyboard(Mouse):
    """Keys alone: nothing is reached but by Tab, and everything that is reached must show that it is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        """Go to a link or button and press Enter."""
        self._reach(target, FOCUSED)
        assert target.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
        self.page.keyboard.press("Enter")

    def write(self, box: Locator, text: str) -> None:
        """Go to a box and type."""
        self._reach(box, FOCUSED)
        self.page.keyboard.type(text)

    def pick(self, option: Locator, place: int) -> None:
        """Go down to an option and take it."""
        for _ in range(place + 1):
            self.page.keyboard.press("ArrowDown")
        assert option.get_attribute("aria-selected") == "true"
        self.page.keyboard.press("Enter")

    def turn(self, radio: Locator) -> None:
        """Go to the group and press arrow keys."""
        self._reach(radio, CHECKED_IN_GROUP)
        while not radio.is_checked():
            self.page.keyboard.press("ArrowRight")

    def choose(self, box: Locator, value: str) -> None:
        """Go to a drop-down list and press arrow keys."""
        self._reach(box, FOCUSED)
        for _ in range(box.locator("option").count()):
            if box.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no option {value}")

    def _reach(self, target: Locator, there: str) -> None:
        target.wait_for()
        away = target.evaluate(AWAY)
        key = "Tab" if away >= 0 else "Shift+Tab"
        for _ in range(min(FARTHEST, abs(away) - 2)):
            self.page.keyboard.press(key)
        for _ in range(FARTHEST):
            if target.evaluate(there):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"Tab does not lead to {target}")
