"""An OpenStack of our own on loopback: for learning, for tests, for Binder.

``python -m canfar_jupyter.demo --state DIR`` serves Keystone v3, Glance v2, Nova 2.1,
Neutron v2.0 and Cinder v3 on one port, as unmodified openstacksdk and the ``openstack``
command see them.
DIR keeps everything: ``clouds.yaml`` (clouds ``demo``, ``demo-batch`` and ``demo-canfar``),
``demo.json`` while it runs, ``state.json``, the bytes of images.  ``running`` finds, starts
and ends it from other processes.

What is simulated
    Sign-in with password, token or application credential; tokens that expire and can be
    revoked; two projects in one domain and a third in another, kept apart; more people from a
    file (``--users``).
    Servers that build in four seconds, are stopped, resized, rebuilt, shelved, backed up, deleted;
    with Nova's checks, quotas, microversions (2.1 to 2.96), pages and ``changes-since``, and at
    low microversions what Nova passed on to the other services.
    A console log that grows for twenty seconds, with the real fingerprint of the key, the
    machine's host keys and addresses, and what its user data would print.
    Volumes, snapshots and backups of them, made empty or of images, attached, booted from, given
    to other projects; server groups with their policies, on twelve hosts.
    Images: uploads (real bytes, real hashes, formats checked), imports, sharing; snapshots, which
    end with their instance, and those of instances that boot from a volume: no bytes, but the
    volume's snapshot.
    Networks with subnets (IPv4 and IPv6) and subnet pools, routers with gateways, interfaces and
    routes, ports of one's own, security groups with rules, tags; one floating IP a project,
    Neutron's quotas.  With ``--nova-lag`` Nova hears of a changed floating IP late, as it does.
    Consoles (VNC and serial), behind a proxy like Nova's: the boot log as it comes, then a login
    that takes any name and password.  Ctrl-Alt-Del reboots the instance; in a real cloud only its
    system restarts, and the status stays ACTIVE.
    SSH servers of machines that have a floating IP and an open port 22 (see ``guests.ssh``).
    OpenStack's own test suite, Tempest, finds nothing wrong with it (tests/tempest).

For learning
    A server whose name begins with ``fail-`` ends in ERROR: "No valid host was found."
    ``t1-0.5gb`` is too small for all images but CirrOS.  Ten instances and twenty cores
    are the limit, so a quota is soon reached.  The first user has no key pair and no
    security group that lets SSH in.

What is not simulated
    Each answers as a cloud without it does: it is in no catalog and no list of extensions, and its
    addresses answer 404.

    No machine runs: behind console and SSH there is a shell of a few words, which says so; user
    data is read (see ``guests.user_data``) and not executed; no packet leaves a port.
    No load balancers, DNS, object store, orchestration, shared file systems, key manager.
    Of Neutron: trunks, quality of service, address groups and scopes, sharing with some projects
    (RBAC), port forwarding, flavors, VPN, firewalls.
    Of Cinder (none at all: ``--volumes no``): groups, types of one's own, multi-attach, encryption,
    volumes' messages.
    Of Nova: microversions after 2.96, live migration, personality, cells; the page of a VNC
    console says where one is, but has no client (noVNC).
    Of Glance: definitions of metadata (there are none), signed images, more than one store.
    No administrator: what only one may do answers 403, also agents, metering, hypervisors.
    A web download reaches loopback only: other addresses are refused as by a filter.
    Seeded images and snapshots have a size but no bytes: downloading one answers 204, as
    Glance does for an image without data.
"""
