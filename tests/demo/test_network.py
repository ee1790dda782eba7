import pytest

NOBODY = "00000000-0000-0000-0000-000000000000"


def neutron_error(reply):
    error = reply.json()["NeutronError"]
    assert set(error) == {"type", "message", "detail"}
    return reply.status_code, error["type"]


@pytest.fixture
def group(api):
    body = {"security_group": {"name": "ssh", "description": "d"}}
    made = api.neutron("POST", "/security-groups", body).json()["security_group"]
    yield made
    api.neutron("DELETE", f"/security-groups/{made['id']}")


def rule(group, **changed):
    return {
        "security_group_rule": {
            "security_group_id": group["id"],
            "direction": "ingress",
            "protocol": "tcp",
            "port_range_min": 22,
            "port_range_max": 22,
            "remote_ip_prefix": "0.0.0.0/0",
            **changed,
        }
    }


def test_a_project_sees_its_network_and_the_public_one(api, batch):
    rows = api.neutron("GET", "/networks").json()["networks"]
    assert {n["name"]: n["router:external"] for n in rows} == {
        "public": True,
        "lensing-network": False,
    }
    others = batch.neutron("GET", "/networks?router:external=False").json()["networks"]
    assert [n["name"] for n in others] == ["lensing-batch-network"]
    assert len(api.neutron("GET", "/subnets").json()["subnets"]) == 2
    router = api.neutron("GET", "/routers").json()["routers"][0]
    public = next(n["id"] for n in rows if n["name"] == "public")
    assert router["external_gateway_info"]["network_id"] == public


def test_lists_take_filters_fields_and_pages(api):
    page = api.neutron("GET", "/networks?limit=1&fields=id&fields=name").json()
    assert set(page["networks"][0]) == {"id", "name"}
    links = {link["rel"]: link["href"] for link in page["networks_links"]}
    assert set(links) == {"next", "previous"}
    second = api.session.get(links["next"]).json()
    assert second["networks"] != page["networks"]
    assert neutron_error(api.neutron("GET", "/networks/public")) == (404, "NetworkNotFound")
    named = api.neutron("GET", "/networks?name=public").json()["networks"]
    assert [n["name"] for n in named] == ["public"]
    both = api.neutron("GET", "/networks?name=public&name=lensing-network").json()["networks"]
    assert len(both) == 2
    assert api.neutron("GET", f"/networks?id={NOBODY}").json()["networks"] == []


def test_users_make_networks_of_their_own(api):
    made = api.neutron("POST", "/networks", {"network": {"name": "mine"}})
    assert made.status_code == 201
    network = made.json()["network"]["id"]
    subnet = {"network_id": network, "ip_version": 4, "cidr": "192.168.77.0/24"}
    broken = api.neutron("POST", "/subnets", {"subnet": {**subnet, "cidr": "no cidr"}})
    assert broken.status_code == 400
    strange = api.neutron("POST", "/subnets", {"subnet": {**subnet, "network_id": NOBODY}})
    assert neutron_error(strange) == (404, "NetworkNotFound")
    made = api.neutron("POST", "/subnets", {"subnet": subnet})
    assert made.status_code == 201
    id_ = made.json()["subnet"]["id"]
    assert api.neutron("GET", f"/networks/{network}").json()["network"]["subnets"] == [id_]
    assert api.neutron("DELETE", f"/networks/{network}").status_code == 204
    assert api.neutron("GET", f"/subnets/{id_}").status_code == 404


def test_the_default_group_lets_nothing_in_but_its_own(api):
    rows = api.neutron("GET", "/security-groups").json()["security_groups"]
    assert [g["name"] for g in rows] == ["default"]
    inward = [r for r in rows[0]["security_group_rules"] if r["direction"] == "ingress"]
    assert {r["remote_group_id"] for r in inward} == {rows[0]["id"]}
    path = f"/security-groups/{rows[0]['id']}"
    assert neutron_error(api.neutron("DELETE", path)) == (409, "SecurityGroupInUse")


def test_a_rule_is_made_once(api, group):
    made = api.neutron("POST", "/security-group-rules", rule(group))
    assert made.status_code == 201
    again = api.neutron("POST", "/security-group-rules", rule(group))
    assert neutron_error(again) == (409, "SecurityGroupRuleExists")
    id_ = made.json()["security_group_rule"]["id"]
    assert id_ in again.json()["NeutronError"]["message"]
    shown = api.neutron("GET", f"/security-groups/{group['id']}").json()["security_group"]
    assert id_ in [r["id"] for r in shown["security_group_rules"]]
    assert api.neutron("DELETE", f"/security-group-rules/{id_}").status_code == 204
    gone = api.neutron("GET", f"/security-group-rules/{id_}")
    assert neutron_error(gone) == (404, "SecurityGroupRuleNotFound")


@pytest.mark.parametrize(
    "changed",
    [
        {"direction": "sideways"},
        {"protocol": "carrier-pigeon"},
        {"port_range_min": 80, "port_range_max": 22},
        {"port_range_min": 70000, "port_range_max": 70000},
        {"protocol": None},
        {"remote_ip_prefix": "everywhere"},
        {"remote_ip_prefix": "::/0"},
    ],
)
def test_a_bad_rule_is_refused(api, group, changed):
    reply = api.neutron("POST", "/security-group-rules", rule(group, **changed))
    assert reply.status_code == 400


def test_groups_are_counted_and_kept_apart(api, batch):
    made = []
    while True:
        reply = api.neutron("POST", "/security-groups", {"security_group": {"name": "many"}})
        if reply.status_code != 201:
            break
        made.append(reply.json()["security_group"]["id"])
    assert len(made) == 9
    assert neutron_error(reply) == (409, "OverQuota")
    assert reply.json()["NeutronError"]["message"] == (
        "Quota exceeded for resources: ['security_group']."
    )
    path = f"/security-groups/{made[0]}"
    assert neutron_error(batch.neutron("GET", path)) == (404, "SecurityGroupNotFound")
    ambiguous = api.launch(security_groups=[{"name": "many"}])
    assert ambiguous.status_code == 409
    for id_ in made:
        assert api.neutron("DELETE", f"/security-groups/{id_}").status_code == 204


def test_the_group_of_a_machine_is_in_use(api, group):
    id_ = api.active(security_groups=[{"name": "ssh"}])
    assert api.server(id_)["security_groups"] == [{"name": "ssh"}]
    path = f"/security-groups/{group['id']}"
    assert neutron_error(api.neutron("DELETE", path)) == (409, "SecurityGroupInUse")
    api.clear()


def test_one_floating_ip_leads_to_a_machine_and_away_again(api, batch):
    id_ = api.active()
    port = api.neutron("GET", f"/ports?device_id={id_}").json()["ports"][0]
    public = api.neutron("GET", "/networks?name=public").json()["networks"][0]["id"]
    body = {"floatingip": {"floating_network_id": public}}
    made = api.neutron("POST", "/floatingips", body)
    assert made.status_code == 201
    ip = made.json()["floatingip"]
    assert (ip["status"], ip["port_id"]) == ("DOWN", None)
    assert neutron_error(api.neutron("POST", "/floatingips", body)) == (409, "OverQuota")
    path = f"/floatingips/{ip['id']}"
    assert neutron_error(batch.neutron("GET", path)) == (404, "FloatingIPNotFound")
    updated = api.server(id_)["updated"]
    led = api.neutron("PUT", path, {"floatingip": {"port_id": port["id"]}}).json()["floatingip"]
    assert led["fixed_ip_address"] == port["fixed_ips"][0]["ip_address"]
    assert (led["status"], led["port_details"]["device_id"]) == ("ACTIVE", id_)
    server = api.server(id_)
    kinds = [a["OS-EXT-IPS:type"] for a in server["addresses"]["lensing-network"]]
    assert kinds == ["fixed", "floating"]
    assert server["updated"] == updated  # as on a real cloud: no change of the server
    api.neutron("PUT", path, {"floatingip": {"port_id": None}})
    assert len(api.server(id_)["addresses"]["lensing-network"]) == 1
    api.neutron("PUT", path, {"floatingip": {"port_id": port["id"]}})
    api.clear()
    assert api.neutron("GET", path).json()["floatingip"]["status"] == "DOWN"
    assert api.neutron("DELETE", path).status_code == 204


def test_a_floating_ip_needs_an_external_network(api):
    missing = api.neutron("POST", "/floatingips", {"floatingip": {"floating_network_id": NOBODY}})
    assert neutron_error(missing) == (404, "NetworkNotFound")
    inner = api.neutron("GET", "/networks?name=lensing-network").json()["networks"][0]["id"]
    wrong = api.neutron("POST", "/floatingips", {"floatingip": {"floating_network_id": inner}})
    assert wrong.status_code == 400


def test_ports_come_and_go_with_machines_only(api):
    id_ = api.active()
    port = api.neutron("GET", f"/ports?device_id={id_}").json()["ports"][0]
    assert port["device_owner"] == "compute:nova"
    refused = api.neutron("DELETE", f"/ports/{port['id']}")
    assert neutron_error(refused) == (403, "PolicyNotAuthorized")
    inner = port["network_id"]
    assert neutron_error(api.neutron("DELETE", f"/networks/{inner}")) == (409, "NetworkInUse")
    shown = api.nova("GET", f"/servers/{id_}/os-interface", version="2.70").json()
    assert shown["interfaceAttachments"][0]["port_id"] == port["id"]
