"""Tells the whole story: what is told on purpose first, then what happens by chance around it."""

from datetime import timedelta

from sqlmodel import Session

from crm.contacts.words import ContactKind
from crm.demo.chance import Chance
from crm.demo.outreach import phrases
from crm.demo.outreach.campaigns import Campaigns
from crm.demo.outreach.duties import Duties
from crm.demo.outreach.hindrances import Hindrances
from crm.demo.outreach.manners import Manners
from crm.demo.outreach.owners import owned_in, share_out
from crm.demo.outreach.people import Acquaintance
from crm.demo.outreach.routine import Routine
from crm.demo.outreach.scene import CALLERS, Client, Scene
from crm.demo.outreach.storing import store_story
from crm.demo.outreach.story import Story, Talk
from crm.demo.outreach.wishes import Wishes
from crm.demo.outreach.wording import Wording
from crm.demo.town import Town
from crm.demo.window import Window

_CONTACTS_PER_WORKPLACE, _FEWEST_CONTACTS = 0.28, 240


def tell_outreach(on: Session, town: Town, seed: int, window: Window) -> int:
    """Make the contacts up and store them; how many there are. Needs the town and the accounts to be stored."""
    scene, story = Scene(on, town, window), Story()
    wording = Wording(seed)
    size = sum(len(client.places) for client in scene.clients)
    share_out(story, scene, seed, owned_in(size))
    Wishes(story, scene, seed).collect()
    manners = Manners(story)
    Duties(story, scene, manners, seed).hand_out()
    campaigns = Campaigns(on, story, scene, manners, seed)
    campaigns.play()
    wanted = max(_FEWEST_CONTACTS, round(size * _CONTACTS_PER_WORKPLACE))
    Routine(story, scene, manners, wording, seed).tell(wanted - len(story.all_talks))
    Hindrances(story, scene, manners, seed).think_of(max(3, size // 400))
    _finish(story, scene, wording, seed)
    campaigns.store_targets()
    store_story(on, story)
    campaigns.store_calls()
    on.expire_all()
    return len(story.all_talks)


def _finish(story: Story, scene: Scene, wording: Wording, seed: int) -> None:
    """Put every contact into words, in the order of time, and say with whom it was."""
    chance = Chance(seed, "finish")
    acquaintance = Acquaintance(seed, story, scene.clients, scene.today)
    for client in scene.clients:
        talks = story.of(client)
        talks.sort(key=lambda talk: talk.at)
        for talk in talks:
            wording.word(talk)
            if talk.kind in (ContactKind.VISIT, ContactKind.MEETING) and chance.happens(0.15):
                talk.colleague = scene.accounts[chance.one_of(CALLERS)]
        acquaintance.meet(client)
    needed = {step.talk for step in story.steps} | {event.talk for event in story.hindrances}
    for client in scene.clients:
        _correct(story, client, chance, needed)


def _correct(story: Story, client: Client, chance: Chance, needed: set[Talk | None]) -> None:
    """A few were written down wrongly; fewer never were."""
    for talk in story.of(client):
        later = talk.at + timedelta(minutes=(talk.minutes or 0) + chance.whole(10, 240))
        if talk.note and chance.happens(0.025):
            talk.was, talk.corrected_at = chance.one_of(phrases.FIRST_WORDS), later
        elif chance.happens(0.006) and talk.target is None and talk not in needed and not client.taken:
            talk.void_reason, talk.corrected_at = chance.one_of(phrases.VOID_REASONS), later
