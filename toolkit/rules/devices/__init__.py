"""Framing devices of English articles: how things are said, and in whose voice.

`find_devices(model_input)` gives quotations by kind, loaded labels, reporting verbs by class,
agentless passives, euphemisms and the sources with the words quoted from each. Devices are
evidence and features; none of them is a frame, and none is a verdict on a text. They are read off
English word lists: for another language the answer is "not available", never zero.
"""

from toolkit.rules.devices.find import find_devices, is_english
from toolkit.rules.devices.record import Device, DeviceReport, Source

__all__ = ["Device", "DeviceReport", "Source", "find_devices", "is_english"]
