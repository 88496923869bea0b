"""The official Python SDKs of OpenAI and Anthropic at work on a gateway, with no change but base URL and key.

python check.py URL KEY: says of each part whether it works, and exits with 1 if one doesn't.
"""

import sys
import time
import traceback

import anthropic
import openai
import with_anthropic
import with_openai

CHECKS = with_openai.CHECKS + with_anthropic.CHECKS


def main():
    failed = 0
    for check in CHECKS:
        name = check.__name__.replace("_", " ")
        start = time.monotonic()
        try:
            check()
            print(f"ok      python {name}, {time.monotonic() - start:.1f} s", flush=True)
        except Exception:
            failed += 1
            print(f"FAILED  python {name}", flush=True)
            traceback.print_exc(file=sys.stdout)
    print(
        f"python: {len(CHECKS) - failed} of {len(CHECKS)} work, with openai {openai.__version__}"
        f" and anthropic {anthropic.__version__}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
