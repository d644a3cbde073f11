# SPDX-License-Identifier: Apache-2.0
"""Texts of cl.yaml for the rows."""


def redis(server):
    return f'redis: {{url: "{server.url()}"}}\n'


def role(hosts, name="web", prefix="h"):
    """A role with numbered hosts."""
    names = ", ".join(f"{prefix}{i:05}" for i in range(hosts))
    return f"  {name}: {{hostnames: [{names}]}}\n"


def hosts(server, count):
    return redis(server) + "workers:\n" + role(count) + "schedules: {}\n"


def many_schedules(server, count, roles, hosts_of_role):
    """Schedules at all times of day, spread over roles."""
    text = redis(server) + "workers:\n"
    for i in range(roles):
        text += role(hosts_of_role, f"role{i}", f"r{i}h")
    text += "schedules:\n"
    for i in range(count):
        text += f'  s{i}: {{cron: "{i % 60} {i // 60 % 24} * * *", task: ping, targets: [role{i % roles}]}}\n'
    return text


def due_together(server, count, options="overlap: allow"):
    """Schedules that are all due at each full minute, for one host."""
    text = redis(server) + "workers:\n  web: {hostnames: [web01]}\ntasks:\n  silent: {command: [/bin/true]}\nschedules:\n"
    for i in range(count):
        text += f'  s{i}: {{cron: "* * * * *", task: silent, targets: [web], {options}}}\n'
    return text


def small(server):
    """One role with one host, one schedule."""
    return (
        redis(server)
        + "workers:\n  web: {hostnames: [web01], concurrency: 2}\n"
        + "tasks:\n  silent: {command: [/bin/true]}\n"
        + 'schedules:\n  nightly: {cron: "0 2 * * *", task: silent, targets: [web]}\n'
    )
