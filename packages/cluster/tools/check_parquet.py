"""Reads Parquet results with pyarrow, another implementation, and compares them with the JSON lines of the same images:

    python check_parquet.py PARQUET-FOLDER JSON-LINES-FOLDER
"""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq

parquet, lines = (Path(folder) for folder in sys.argv[1:])
tables = [pq.read_table(file) for file in sorted(parquet.glob("*.parquet"))]
rows = [
    {name: value for name, value in row.items() if value is not None} for table in tables for row in table.to_pylist()
]
expected = [json.loads(line) for file in sorted(lines.glob("*.jsonl")) for line in file.read_text().splitlines()]
print(tables[0].schema)
print(f"pyarrow {pq.core.pa.__version__}: {len(tables)} files, {len(rows)} rows, {sum('error' in r for r in rows)} with an error")
if rows != expected:
    sys.exit("rows differ from the JSON lines")
print("rows are those of the JSON lines")
