"""The console's copy of the OpenAPI document must be the server's: `--write` writes it, else a difference is a fault."""

import json
import sys
from pathlib import Path

from feilun import app

COPY = Path("console/openapi.json")


def main() -> int:
    document = json.dumps(app.openapi_document(), indent=2, ensure_ascii=False) + "\n"
    if "--write" in sys.argv:
        COPY.write_text(document, encoding="utf-8")
        return 0
    if json.loads(COPY.read_text(encoding="utf-8")) != json.loads(document):
        print(f"api: {COPY} is not the server's document; run `make api` and commit both files")
        return 1
    print("api: current")
    return 0


if __name__ == "__main__":
    sys.exit(main())
