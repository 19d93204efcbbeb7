"""A headless Chromium that opens pages, clicks, and takes pictures: for tests and screenshots.

It is driven over a pipe (DevTools protocol), so that no port is opened and no library is needed.
"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60  # seconds that a page may take
FIRST_FREE = 20  # descriptors below are for the browser's own 3 and 4


def find_chromium():
    """The browser's path; None where there is none, or no pipes to drive it with."""
    if os.name != "posix":
        return None
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One page, driven over the DevTools protocol."""

    def __init__(self, writer, reader):
        self.writer, self.reader = writer, reader
        self.calls = 0
        self.session = None
        self.problems = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]

    def call(self, method, **params):
        """Sends a command and gives its result; what the page complains about is kept."""
        self.calls += 1
        message = {"id": self.calls, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        self.writer.write(json.dumps(message).encode() + b"\0")
        self.writer.flush()
        while True:
            message = json.loads(self._next())
            if message.get("method") == "Runtime.exceptionThrown":
                self.problems.append(message["params"]["exceptionDetails"]["text"])
            if message.get("method") == "Network.requestWillBeSent":
                self.problems.append(message["params"]["request"]["url"])
            if message.get("id") == self.calls:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def _next(self):
        parts = bytearray()
        while (byte := self.reader.read(1)) not in (b"\0", b""):
            parts += byte
        return parts or b"{}"

    def open(self, path, *, width=1200, height=900, dark=False):
        """Opens a file and waits until it is there."""
        self.call("Page.enable")
        self.call("Runtime.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.media(dark=dark)
        self.call("Page.navigate", url=Path(path).resolve().as_uri())
        deadline = time.monotonic() + PATIENCE
        while self.run("document.readyState + location.protocol") != "completefile:":
            if time.monotonic() > deadline:
                raise TimeoutError(str(path))
            time.sleep(0.05)

    def media(self, *, dark=False, kind="screen"):
        """Light or dark, screen or print."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media=kind, features=[scheme])

    def run(self, script):
        """The value of a JavaScript expression."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"]["description"])
        return result["result"].get("value")

    def picture(self, path):
        """A PNG of what is in the window."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def printed(self, path):
        """The page as PDF."""
        data = self.call("Page.printToPDF", printBackground=True)["data"]
        Path(path).write_bytes(base64.b64decode(data))


@contextlib.contextmanager
def browser(chromium):
    """A page of a fresh browser that is gone afterwards."""
    import fcntl  # not on Windows, where find_chromium finds nothing

    to_browser, from_us = os.pipe()
    to_us, from_browser = os.pipe()
    theirs = [fcntl.fcntl(fd, fcntl.F_DUPFD, FIRST_FREE) for fd in (to_browser, from_browser)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-pipe",
                "--disable-component-update",
                "--no-first-run",
                f"--user-data-dir={folder}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            # The browser reads its commands from descriptor 3 and answers on 4.
            preexec_fn=lambda: (os.dup2(theirs[0], 3), os.dup2(theirs[1], 4)),
        )
        for fd in (to_browser, from_browser, *theirs):
            os.close(fd)
        with os.fdopen(from_us, "wb") as writer, os.fdopen(to_us, "rb") as reader:
            try:
                yield Page(writer, reader)
            finally:
                process.terminate()
                process.wait(timeout=PATIENCE)
