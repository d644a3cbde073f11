# -*- coding: utf-8 -*-
from celery import schedules
from celery.task import periodic_task
from datetime import timedelta

BROKER_URL = 'amqp://guest@localhost//'
CELERY_ENABLE_UTC = False
CELERY_TIMEZONE = 'Asia/Shanghai'
CELERYD_CONCURRENCY = 50
CELERY_ROUTES = {
    'ghdata.tasks.update_user': {'queue': 'github'},
}

CELERYBEAT_SCHEDULE = {
    'crawl-user-info': {
        'task': 'ghdata.tasks.update_all_users',
        # 'schedule': timedelta(minutes=1)
        'schedule': schedules.crontab(minute=30)
    },
    'fetch' : {
        'task' : 'ghdata.tasks.fetch_timeline',
        'args': (2012, 03, 1L, 8),
        'schedule': schedules.crontab(hour=20, minute=00)
    },
}

@periodic_task(run_every=timedelta(seconds=30), options={'queue': 'fast'})
def every_30_seconds():
    print "Running periodic task!"
