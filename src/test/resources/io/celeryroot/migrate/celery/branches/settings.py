import os
from celery.schedules import crontab

PROD = True
try:
    import local
except ImportError:
    CELERY_BEAT_SCHEDULE = {'except': {'task': 't.e', 'schedule': 1}}
if os.environ.get("STABLE") == "1":
    CELERY_BEAT_SCHEDULE = {
        'update_db': {'task': 't.update', 'schedule': crontab(day_of_month=1, hour=22, minute=0)},
    }
else:
    CELERY_BEAT_SCHEDULE = {
        'update_db': {'task': 't.update', 'schedule': crontab(day_of_week=1, hour=22, minute=0)},
    }
if not PROD:
    CELERY_BEAT_SCHEDULE['never'] = {'task': 't.n', 'schedule': 1}
elif PROD and 2 > 1:
    CELERY_BEAT_SCHEDULE['always'] = {'task': 't.always', 'schedule': 60}
