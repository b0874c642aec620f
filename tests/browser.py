"""Chromium for tests of pages: Playwright's own, or one that is installed."""

import contextlib
import shutil

import pytest

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextlib.contextmanager
def chromium():
    """A running Chromium; where there is none, the test is skipped and says how to get one."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="pip install '.[test]'")
    with sync_api.sync_playwright() as playwright:
        yield _launched(playwright.chromium, sync_api.Error)


def _launched(chromium, error):
    for path in (None, *filter(None, map(shutil.which, INSTALLED))):
        try:
            return chromium.launch(executable_path=path)
        except error:  # not installed, or a library that it needs is not
            continue
    pytest.skip("no Chromium: `playwright install chromium`, or put one on the PATH")


class Shown:
    """A page that is open in a browser, and what went wrong in it or left it."""

    def __init__(self, browser, path, **settings):
        self.page = browser.new_page(**settings)
        self.wrong, self.requests = [], []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._told)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_function("globalThis.explorer?.made", timeout=60_000)

    def _told(self, message):
        if message.type == "error":
            self.wrong.append(message.text)

    def state(self):
        return self.page.evaluate("explorer.state")

    def made(self):
        """The values of the example that is shown, flat, when it is of the inputs as they are."""
        return self.page.evaluate(
            "async () => { await explorer.settled(); return Array.from(explorer.made) }"
        )

    def changes(self, act, *arguments, **named):
        """Whether what is made is another after some act, and differs from what it was."""
        before = self.made()
        act(*arguments, **named)
        return self.made() != before

    def reads(self, act, *arguments):
        """Read an example by some act, and wait until what is read is shown and made again."""
        self.page.evaluate("document.querySelector('#readings').replaceChildren()")
        act(*arguments)
        self.page.wait_for_selector("#readings .reading")
        self.made()
