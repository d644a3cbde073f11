from celery.schedules import crontab
OFFICE = range(9, 18)
beat_schedule = {
    'always': {'task': 't.a', 'schedule': crontab()},
    'positional': {'task': 't.a', 'schedule': crontab(0, 0)},
    'texts': {'task': 't.a', 'schedule': crontab(minute='0', hour='6,18', day_of_month='3')},
    'list': {'task': 't.a', 'schedule': crontab(minute=[0, 15, 45], hour=[8, 9, 10, 20])},
    'set': {'task': 't.a', 'schedule': crontab(minute={0, 30}, hour=set([1, 2]))},
    'range': {'task': 't.a', 'schedule': crontab(minute=0, hour=OFFICE)},
    'wrapped': {'task': 't.a', 'schedule': crontab(minute=0, hour='22-4/2')},
    'quarterly': {'task': 't.a', 'schedule': crontab(0, 0, day_of_month=1, month_of_year='*/3')},
    'weekdays': {'task': 't.a', 'schedule': crontab(minute=5, hour=4, day_of_week='Monday,thu-sat')},
    'numbers': {'task': 't.a', 'schedule': crontab(minute=5, hour=4, day_of_week=[0, 6])},
    'even': {'task': 't.a', 'schedule': crontab(minute=5, hour=4, day_of_week='*/2')},
    'first and third monday': {
        'task': 't.a', 'schedule': crontab(minute=0, hour=3, day_of_week=1, day_of_month='1-7,15-21')},
    'friday 13th': {'task': 't.a', 'schedule': crontab(minute=0, hour=3, day_of_week='fri', day_of_month=13)},
    'work in the first days': {
        'task': 't.a', 'schedule': crontab(minute=0, hour=3, day_of_week='mon-fri', day_of_month='1-3')},
    'odd': {'task': 't.a', 'schedule': crontab(minute='1-59/2', hour='*/7')},
    'last step': {'task': 't.a', 'schedule': crontab(minute='*/45', hour='*/24')},
}
