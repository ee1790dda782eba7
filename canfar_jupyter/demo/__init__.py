"""An OpenStack of our own on loopback: for learning, for tests, for Binder.

``python -m canfar_jupyter.demo --state DIR`` serves Keystone v3, Glance v2, Nova 2.1,
Neutron v2.0 and Cinder v3 on one port, as unmodified openstacksdk and the ``openstack``
command see them.
DIR keeps everything: ``clouds.yaml`` (clouds ``demo``, ``demo-batch`` and ``demo-canfar``),
``demo.json`` while it runs, ``state.json``, the bytes of images.  ``running`` finds, starts
and ends it from other processes.

What is simulated
    Sign-in with password, token or application credential; tokens that expire and can be
    revoked; two projects in one domain and a third in another, kept apart.
    Servers that build in four seconds, are stopped, resized, rebuilt, shelved, deleted; with
    Nova's checks, quotas, microversions (2.1 to 2.96), pages and ``changes-since``.
    A console log that grows for twenty seconds, with the real fingerprint of the key, the
    machine's host keys and addresses, and what its user data would print.
    Volumes that servers boot from, made and ended with them, and their quotas; server groups
    with their policies, on twelve hosts.
    Snapshots, uploads (real bytes, real hashes, formats checked), imports, sharing.
    Security groups with rules, one floating IP a project, Neutron's quotas.
    Consoles (VNC and serial), behind a proxy like Nova's: the boot log as it comes, then a login
    that takes any name and password.  Ctrl-Alt-Del reboots the instance; in a real cloud only its
    system restarts, and the status stays ACTIVE.
    SSH servers of machines that have a floating IP and an open port 22 (see ``guests.ssh``).

For learning
    A server whose name begins with ``fail-`` ends in ERROR: "No valid host was found."
    ``t1-0.5gb`` is too small for all images but CirrOS.  Ten instances and twenty cores
    are the limit, so a quota is soon reached.  The first user has no key pair and no
    security group that lets SSH in.

What is not simulated
    No machine runs: behind console and SSH there is a shell of a few words, which says so; user
    data is read (see ``guests.user_data``) and not executed.
    No other volumes and no snapshots of them (--volumes no: a cloud without Cinder); a snapshot
    of a server that boots from one is an image like others.
    No load balancers, DNS, object store; no administrator.
    Users make no routers or ports; networks that they make have none.
    Seeded images and snapshots have a size but no bytes: downloading one answers 204, as
    Glance does for an image without data.  A web download reaches loopback only.
    A shelved server leaves no image behind.  Members of one project share its key pairs
    with nobody, as everywhere.
"""
