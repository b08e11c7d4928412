#!/usr/bin/env python3
"""Checks the dependency rules between the project's crates from `cargo metadata`.

core <- interfaces <- contracts; core <- oracle; contracts never depend on contracts; nothing under
oracle/ depends on ink!; nothing outside integration-tests depends on what is in it.
"""

import json
import subprocess
import sys
from pathlib import Path

CONTRACTS = {
    "dataset-nft", "royalty-splitter", "attribution-ledger", "node-registry", "model-registry", "governance",
}


def area(package, root):
    path = Path(package["manifest_path"]).parent.relative_to(root).as_posix()
    if path in ("contracts/core", "contracts/interfaces"):
        return path.split("/")[1]
    return {"contracts": "contract", "oracle": "oracle"}.get(path.split("/")[0], "integration")


ALLOWED = {
    "core": set(),
    "interfaces": {"core"},
    "contract": {"core", "interfaces"},
    "oracle": {"core", "oracle"},
    "integration": {"core", "oracle", "integration"},
}


def violations(metadata):
    root = Path(metadata["workspace_root"])
    packages = {package["name"]: package for package in metadata["packages"]}
    areas = {name: area(package, root) for name, package in packages.items()}
    for name, package in packages.items():
        for dependency in package["dependencies"]:
            target = dependency["name"]
            own = areas[name]
            if target == name:
                continue
            if target in areas and areas[target] not in ALLOWED[own]:
                yield f"{name} ({own}) depends on {target} ({areas[target]})"
            if own == "oracle" and (target == "ink" or target.startswith("ink_")):
                yield f"{name} is off chain and depends on {target}"
    missing = CONTRACTS - packages.keys()
    if missing:
        yield f"no such contracts in the workspace: {', '.join(sorted(missing))}"


def main():
    output = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--no-deps", "--locked"],
        check=True, capture_output=True, text=True).stdout
    found = list(violations(json.loads(output)))
    for violation in found:
        print(f"dependency rule broken: {violation}", file=sys.stderr)
    if not found:
        print("dependency rules hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
