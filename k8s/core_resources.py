"""Keeps the resources of a rendered chart that Kubernetes itself has schemas for: `python core_resources.py FILE`."""

import sys
from pathlib import Path

import yaml

OPERATORS = ("flink.apache.org/", "kafka.strimzi.io/", "monitoring.coreos.com/")

if __name__ == "__main__":
    file = Path(sys.argv[1])
    rendered = [one for one in yaml.safe_load_all(file.read_text(encoding="utf-8")) if one]
    core = [one for one in rendered if not one["apiVersion"].startswith(OPERATORS)]
    file.write_text(yaml.safe_dump_all(core), encoding="utf-8")
