import os
from random import randint
from celery.schedules import crontab, solar
from django.conf import settings

timezone = settings.TIME_ZONE
INTERVAL = int(os.environ.get('INTERVAL', '60'))

beat_schedule = {
    'sunset': {'task': 't.a', 'schedule': solar('sunset', -37.81753, 144.96715)},
    'from environment': {'task': 't.a', 'schedule': INTERVAL},
    'getenv': {'task': 't.a', 'schedule': float(os.getenv('EVERY', 5))},
    'from settings': {'task': 't.a', 'schedule': settings.EVERY},
    'random': {'task': 't.a', 'schedule': crontab(minute=randint(0, 59))},
    'half a second': {'task': 't.a', 'schedule': 0.5},
    'minute 61': {'task': 't.a', 'schedule': crontab(minute=61)},
    'third': {'task': 't.a', 'schedule': crontab(0, 3, 1)},
    'never': {'task': 't.a', 'schedule': crontab(0, 3, day_of_month=30, month_of_year=2)},
    'text': {'task': 't.a', 'schedule': '*/5 * * * *'},
    'no task': {'schedule': 5},
    'unknown task': {'task': frobnicate, 'schedule': 5},
    'f-string': {'task': f'{settings.NAME}.a', 'schedule': 5},
    'argument': {'task': 't.a', 'schedule': 5, 'args': (settings.NAME,)},
    'a set': {'task': 't.a', 'schedule': 5, 'args': ({1, 2},)},
    'options': {'task': 't.a', 'schedule': 5, 'options': {'priority': 5, 'link': object(), 'eta': None}},
    **settings.MORE,
    f'{settings.NAME}-key': {'task': 't.a', 'schedule': 5},
    # Stays
    'good': {'task': 't.b', 'schedule': crontab(minute=0)},
}
beat_schedule.update(settings.EVEN_MORE)
