"""Live news (实时消息): what open pages hear at once, as server-sent events from a small process beside the pages.

The database tells an act's news when its transaction commits (`shell.live.announce`, LISTEN/NOTIFY). One connection of
this process hears them, and each is sent on only to readers who may see the case at that moment: row-level security
answers, with the reader acting. Nothing personal travels; a page that hears asks the pages again.

    door.py     who may listen: host, origin, session
    streams.py  who listens to what, and what is waiting for whom
    wire.py     the database's announcements, heard again after it was away
    app.py      the ASGI application
"""
