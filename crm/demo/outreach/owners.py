"""Which companies have a fixed contact person: the large ones first, then those we work much with."""

from crm.demo.chance import Chance
from crm.demo.outreach.scene import Account, Client, Scene
from crm.demo.outreach.story import Story

_MANAGER = "dorte"
"""Speaks with the authorities: hundreds of workplaces of one owner would fill anybody else's day."""
_SHARES = (("anna", 33.0), ("bo", 29.0), ("carla", 23.0), ("emil", 15.0))


def owned_in(workplaces: int) -> int:
    """How many companies: some 200 in a whole Aalborg, enough for a day's work in a small one."""
    return max(70, round(workplaces / 45))


def share_out(story: Story, scene: Scene, seed: int, count: int) -> None:
    """Give companies their fixed contact persons, a sixth of all at most."""
    chance = Chance(seed, "owners")
    private = [client for client in scene.clients if not client.public and client.headcount]
    drawn = {client: (1 + client.headcount) ** 0.7 * (0.3 + chance.share()) for client in private}
    chosen = sorted(private, key=lambda client: -drawn[client])[: min(count, len(private) // 6)]
    for number, client in enumerate(chosen):
        name = _SHARES[number][0] if number < len(_SHARES) else chance.weighted(_SHARES)
        client.owner = scene.accounts[name]
    for client in scene.clients:
        if client.public:
            client.owner = scene.accounts[_MANAGER]
    for client in scene.clients:
        if client.owner is None:
            continue
        day = scene.days[chance.whole(0, len(scene.days) // 2)]
        story.owned_since[client] = scene.at_work(day, chance)


def whoever(client: Client, scene: Scene, chance: Chance) -> Account:
    """Mostly the fixed contact person; otherwise one of the four."""
    if client.owner is not None and (client.public or chance.happens(0.75)):
        return client.owner
    return scene.accounts[chance.weighted(_SHARES)]
