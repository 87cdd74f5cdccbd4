"""stub"""
from evidence.book.picture_files import stale_pictures
def draw_pictures(*a, **k): raise NotImplementedError
