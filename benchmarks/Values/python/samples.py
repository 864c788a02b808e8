"""The values of Rows/Make.cs and Rows/AllRows.cs. Numbers lie in array.array, which, as in .NET, holds plain memory; a list would be slower."""
import array
import dataclasses
import datetime
import uuid


@dataclasses.dataclass
class Flat:
    number: int
    count: int
    weight: float
    is_open: bool
    id: uuid.UUID
    time: datetime.datetime
    name: str
    comment: str


@dataclasses.dataclass
class Small:
    number: int
    weight: float
    name: str


class Team:
    def __init__(self, name, vehicle):
        self.name, self.members, self.by_name, self.lead, self.vehicle = name, [], {}, None, vehicle


class Person:
    def __init__(self, name, age, team):
        self.name, self.age, self.team = name, age, team


class Van:
    def __init__(self, wheels, load):
        self.wheels, self.load = wheels, load


def value_record():
    time = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    return Flat(1, 20_000_000_000, 3.5, True, uuid.UUID("8b4f6f0e-2d0c-4c5e-9a51-3f1c9b1f7a10"), time, "hello world", "another")


def value_graph():
    team = Team("Blue", Van(4, 1.5))
    for name in ("Ann", "Bob", "Cid"):
        person = Person(name, 30 + len(team.members), team)
        team.members.append(person)
        team.by_name[name] = person
    team.lead = team.members[0]
    return team


def is_same_graph(sent, received):
    return (
        received.lead is received.members[0]
        and received.vehicle.load == sent.vehicle.load
        and [(p.name, p.age) for p in received.members] == [(p.name, p.age) for p in sent.members]
        and all(p.team is received and received.by_name[p.name] is p for p in received.members)
    )


def value_doubles():
    return array.array("d", (i * 0.1 for i in range(1000)))


def value_ints():
    return array.array("i", range(1_000_000))


def value_records():
    return [Small(i, i * 0.5, f"name {i}") for i in range(10_000)]


def value_list():
    return [Small(i, i * 0.5, f"name {i}") for i in range(1000)]


def value_list_kept():
    records = [Small(i, i * 0.5, f"name {i}") for i in range(500)]
    return records + records


def value_dictionary():
    return {f"key{i}": i for i in range(1000)}
