"""`f1strategy topics`: the project's topics on a broker of your own."""

import typer
from kafka.errors import KafkaError
from rich.console import Console
from rich.table import Table

from f1strategy.cli.broker import BrokerOption, running_broker
from f1strategy.runtime.topics import create_topics
from schemas.topics import TOPICS

console = Console()
complaints = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(topics)


def topics(bootstrap_servers: BrokerOption = None) -> None:
    """Create the topics that are missing, with their partitions and clean-up; others stay as they are."""
    try:
        made = create_topics(bootstrap_servers or running_broker())
    except (KafkaError, OSError) as error:
        complaints.print(f"the broker does not answer: {error}", style="red", markup=False)
        raise typer.Exit(1) from error
    table = Table("topic", "key", "partitions", "clean-up", "")
    for topic in TOPICS:
        key, policy = ":".join(topic.key_parts), topic.configs["cleanup.policy"]
        is_new = "created" if topic.name in made else "was there"
        table.add_row(topic.name, key, str(topic.partitions), policy, is_new)
    console.print(table)
