from celery import Celery

app = Celery("x")
