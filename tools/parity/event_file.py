"""Writes the fixture that @convzoo/train's event files are compared with: the bytes TensorBoard's own writer makes
of the same events.

Run with a Python that has tensorboard: python3 tools/parity/event_file.py
"""

import base64
import io
import json
from pathlib import Path

import tensorboard
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

TARGET = Path(__file__).resolve().parents[2] / "packages/train/src/fixtures/event-file.json"


def main():
    value = Summary.Value
    events = [
        Event(wall_time=1.5, file_version="brain.Event:2"),
        Event(wall_time=2.25, step=301, session_log=SessionLog(status=SessionLog.START)),
        Event(
            wall_time=1764000000.125,
            step=70000,
            summary=Summary(
                value=[
                    value(tag="train/loss", simple_value=0.12345),
                    value(tag="validation/größte " + "x" * 120, simple_value=-3e7),
                ]
            ),
        ),
    ]
    file = io.BytesIO()
    file.close = lambda: None
    writer = RecordWriter(file)
    for event in events:
        writer.write(event.SerializeToString())
    fixture = {"version": tensorboard.__version__, "file": base64.b64encode(file.getvalue()).decode()}
    TARGET.write_text(json.dumps(fixture, indent=1) + "\n")
    print(f"{len(events)} events, {len(file.getvalue())} bytes")


if __name__ == "__main__":
    main()
