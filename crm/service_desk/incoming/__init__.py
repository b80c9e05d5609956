"""Reading mail that companies write. Pure: the bytes of a mail in, what it says out; nothing here ever fails on one."""
