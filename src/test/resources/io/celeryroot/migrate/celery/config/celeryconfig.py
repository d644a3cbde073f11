from datetime import timedelta

from celery.schedules import crontab

broker_url = 'redis://redis.example.com:6379/3'
task_serializer = 'json'
timezone = 'Europe/Kyiv'

task_annotations = {'proj.add': {'rate_limit': '10/m'}}

beat_schedule = {
    # Adds up
    # every half a minute
    'add-every-30-seconds': {
        'task': 'proj.tasks.add',
        'schedule': 30.0,
        'args': (16, 16),
    },
    # 'sub-every-hour': {
    #     'task': 'proj.tasks.sub',
    #     'schedule': crontab(minute=0),
    # },

    # ─── Reports ──────────────────────────
    'morning report': {
        'task': 'proj.tasks.report',
        'schedule': crontab(hour=7, minute=30, day_of_week='mon-fri'),  # office days
        'kwargs': {'to': ['ann@example.com', 'bob@example.com'], 'dry_run': False, 'limit': None},
        'options': {'queue': 'reports', 'expires': 15 * 60},
    },
    'clean-up': {
        'task': 'proj.tasks.clean',
        'schedule': timedelta(days=1),  # once a day
        'relative': True,
        'args': (),
    },
}
