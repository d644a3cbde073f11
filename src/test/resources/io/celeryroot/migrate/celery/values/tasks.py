from celery import Celery
app = Celery('tasks', broker='redis://localhost')
app.conf.beat_schedule = {
    'unicode é': {
        'task': 'tasks.add',
        'schedule': 60,
        'args': ('ünï', "it's", """two
lines""", r'C:\new', 'tab\t', b'bytes', 'a' 'b', u'\u00e9', '${HOME}', '{braces}'),
    },
    'numbers': {'task': 'tasks.add', 'schedule': 60, 'args': [1, -2, 3.5, 1e3, 0x10, 1_000, True, None]},
    'nested': {'task': 'tasks.add', 'schedule': 60, 'kwargs': {'a': {'b': [(1, 2), {}]}, 'c': ()}},
    'routed': {'task': 'tasks.{x}', 'schedule': 60,
               'options': {'routing_key': 'r.k', 'exchange': 'e', 'serializer': 'json', 'countdown': 1.5}},
}
