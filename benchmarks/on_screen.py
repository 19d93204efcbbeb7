"""How long the workspace takes to show the next question, from the decision to the drawn screen."""

import asyncio
import time

from toolkit.labelling.decision import Decision
from toolkit.labelling.session import Session
from toolkit.labelling.terminal.app import LabellingApp

SIZE = (120, 40)


def screen_waits(session: Session, count: int) -> list[float]:
    """Milliseconds of CPU from one question to the next one drawn, without the decision itself.

    Nothing in it waits for a disk, so other work on the machine is kept out of the figure.

    Args:
        session: With that many open questions left.
        count: Questions that are answered.

    Returns:
        One number for each.
    """
    return asyncio.run(_waits(LabellingApp(session), session, count))


async def _waits(app: LabellingApp, session: Session, count: int) -> list[float]:
    waits = []
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for _ in range(count):
            session.decide(Decision())
            started = time.process_time()
            app.workspace.advance()
            for strip in app.screen._compositor.render_strips():
                strip.text  # noqa: B018 - drawn when it is asked for
            waits.append(1000 * (time.process_time() - started))
            await pilot.pause()
    return waits
