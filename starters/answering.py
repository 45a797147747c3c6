"""The doors for answers to pages, with the real page book, contacts and cases behind them."""

from fastapi import APIRouter
from sqlalchemy import Engine
from temporalio.client import Client

from makegood.gateways.ack_links import AckLinks
from makegood.policy.contacts import load_contacts
from makegood.settings import Settings
from makegood.store.pages import PageBook
from starters.acknowledging import AcknowledgeDoor, ReplyDoor, acknowledging
from starters.crises import Crises
from starters.policy_tables import tables


def answers_to_pages(settings: Settings, client: Client, engine: Engine) -> APIRouter:
    """The routes by which people acknowledge; PolicyError where the contacts cannot be used."""
    secret = settings.page_secret.get_secret_value()
    links = AckLinks(secret, settings.public_url)
    door = AcknowledgeDoor(links, PageBook(engine), Crises(client))
    contacts = load_contacts(tables(settings.policy_dir))
    return acknowledging(door, ReplyDoor(secret, contacts, door))
