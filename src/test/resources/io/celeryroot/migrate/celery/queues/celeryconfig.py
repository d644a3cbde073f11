broker_url = 'redis://:pw@redis.example.com/0'
task_default_queue = 'low'
task_routes = ([('mail.*', 'mail'), ('shop.big', {'queue': 'big:jobs'})],)

beat_schedule = {
    # Adds
    'plain': {'task': 'shop.add', 'schedule': 60, 'args': (1, 'x', None)},
    'again': {'task': 'shop.add', 'schedule': 120, 'args': (2,), 'options': {'queue': 'mail'}},
    'short': {'task': 'add', 'schedule': 60},
    'built in': {'task': 'ping', 'schedule': 60},
    'routed': {'task': 'mail.send', 'schedule': 60, 'kwargs': {'to': ['a', '${HOME}'], 'copies': 2}},
    'big': {'task': 'shop.big', 'schedule': 60},
    'options': {
        'task': 'shop.now',
        'schedule': 60,
        'options': {'queue': 'urgent', 'routing_key': 'urgent', 'serializer': 'pickle', 'countdown': 5, 'expires': 30},
    },
    'other key': {'task': 'shop.now', 'schedule': 60, 'options': {'queue': 'urgent', 'routing_key': 'x'}},
    'exchange': {'task': 'shop.now', 'schedule': 60, 'options': {'exchange': 'x'}},
    'bad queue': {'task': 'shop.now', 'schedule': 60, 'options': {'queue': 'a b'}},
    'bad name': {'task': 'a\tb', 'schedule': 60},
    'short lived': {'task': 'shop.add', 'schedule': 60, 'options': {'expires': 0.25}},
    'fraction': {'task': 'shop.add', 'schedule': 60, 'options': {'expires': 1.5}},
}
