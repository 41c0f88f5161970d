# A mail server that refuses the addresses in the file "refused", and keeps what it takes over, a file each.
import asyncio
import email
import email.policy
import os
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP

FOLDER = Path(sys.argv[1])


class Post:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in (FOLDER / "refused").read_text().split():
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        told = "\n".join([mail["Subject"], *envelope.rcpt_tos, "", mail.get_content()])
        name = f"{len(list(FOLDER.glob('*.mail')))}.mail"
        # Whoever looks meanwhile sees all of it or nothing.
        (FOLDER / "part").write_text(told)
        os.replace(FOLDER / "part", FOLDER / name)
        return "250 OK"


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Post(), hostname="post"), "127.0.0.1", 0)
    print("listening on", server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(serve())
