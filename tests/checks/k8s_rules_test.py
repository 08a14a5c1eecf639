"""Proves that each rule in k8s_rules.py refuses what it is there to refuse (run by ./k8s)."""

import copy
import unittest

import k8s_rules

CONTAINER = {
    "name": "server",
    "image": "katalusis/server:0.1.0",
    "ports": [{"name": "http", "containerPort": 8080}],
    "env": [{"name": "MONGODB_URI", "value": "x"}],
    "startupProbe": {"httpGet": {"path": "/api/health/live", "port": "http"}},
    "livenessProbe": {"httpGet": {"path": "/api/health/live", "port": "http"}},
    "readinessProbe": {"httpGet": {"path": "/api/health/ready", "port": "http"}},
    "resources": {"requests": {"cpu": "1", "memory": "1Mi"}, "limits": {"memory": "1Mi"}},
    "securityContext": {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    },
}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "api"},
    "spec": {
        "selector": {"matchLabels": {"a": "b"}},
        "template": {
            "metadata": {"labels": {"a": "b"}},
            "spec": {
                "automountServiceAccountToken": False,
                "topologySpreadConstraints": [],
                "securityContext": {
                    "runAsNonRoot": True,
                    "runAsUser": 65532,
                    "seccompProfile": {"type": "RuntimeDefault"},
                },
                "containers": [CONTAINER],
            },
        },
    },
}


class Rules(unittest.TestCase):
    def setUp(self):
        self.deployment = copy.deepcopy(DEPLOYMENT)
        self.pod = k8s_rules.pod_of(self.deployment)
        self.container = self.pod["containers"][0]

    def faults(self):
        return "\n".join(k8s_rules.workload_faults(self.deployment, {}, {"MONGODB_URI": True}))

    def test_a_sound_deployment_has_no_fault(self):
        self.assertEqual(self.faults(), "")
        self.assertEqual(k8s_rules.schema_faults([self.deployment]), [])

    def test_an_unknown_field_is_not_valid(self):
        self.deployment["spec"]["replica"] = 2
        self.assertIn("not valid", k8s_rules.schema_faults([self.deployment])[0])

    def test_a_floating_image(self):
        for image in ("katalusis/server", "katalusis/server:latest", "host:5000/katalusis/server"):
            self.container["image"] = image
            self.assertIn("floats", self.faults())

    def test_an_image_by_digest_is_fine(self):
        self.container["image"] = "host:5000/katalusis/server@sha256:00"
        self.assertEqual(self.faults(), "")

    def test_root(self):
        del self.pod["securityContext"]["runAsNonRoot"]
        self.assertIn("root", self.faults())

    def test_a_writable_root_file_system(self):
        self.container["securityContext"]["readOnlyRootFilesystem"] = False
        self.assertIn("writable", self.faults())

    def test_privileges(self):
        del self.container["securityContext"]["capabilities"]
        self.assertIn("privileges", self.faults())

    def test_no_seccomp_profile(self):
        del self.pod["securityContext"]["seccompProfile"]
        self.assertIn("seccomp", self.faults())

    def test_a_kubernetes_token(self):
        del self.pod["automountServiceAccountToken"]
        self.assertIn("token", self.faults())

    def test_no_limits(self):
        del self.container["resources"]["limits"]
        self.assertIn("limits.memory", self.faults())

    def test_no_probe(self):
        del self.container["readinessProbe"]
        self.assertIn("readinessProbe", self.faults())

    def test_a_probe_of_an_unnamed_port(self):
        self.container["livenessProbe"]["httpGet"]["port"] = "health"
        self.assertIn("does not name", self.faults())

    def test_an_unknown_setting(self):
        self.container["env"].append({"name": "MONGO_URL", "value": "x"})
        self.assertIn("no setting MONGO_URL", self.faults())

    def test_a_setting_that_nobody_is_given(self):
        faults = "\n".join(
            k8s_rules.own_faults([self.deployment], {"MONGODB_URI": True, "LINK_KEY": True, "A_B": False})
        )
        self.assertIn("no container is given LINK_KEY", faults)
        self.assertNotIn("A_B", faults)
        self.assertNotIn("given MONGODB_URI", faults)

    def test_settings_are_found_in_the_sources(self):
        source = """
            reader.required("A_A", "what"); reader.optional("B_B"); std::env::var("C_C");
            queue_url(&mut reader, "D_D"); reader.parsed(
                "E_E", 4, "a number"); let other = "F_F";
        """
        expected = {"A_A": True, "B_B": False, "C_C": False, "D_D": True, "E_E": False}
        self.assertEqual(k8s_rules.settings_of(source), expected)

    def test_pods_that_share_a_node(self):
        del self.pod["topologySpreadConstraints"]
        self.assertIn("one node", self.faults())

    def test_overlapping_runs(self):
        template = {"spec": {"template": self.deployment["spec"]["template"]}}
        job = {"kind": "CronJob", "metadata": {"name": "sweeper"}, "spec": {"jobTemplate": template}}
        self.assertIn("overlap", "\n".join(k8s_rules.workload_faults(job, {}, {})))

    def test_a_committed_secret(self):
        secret = {"kind": "Secret", "metadata": {"name": "s"}, "stringData": {"LINK_KEY": "aGVsbG8="}}
        self.assertIn("LINK_KEY holds a value", "\n".join(k8s_rules.own_faults([secret], {})))

    def test_what_is_missing_is_named(self):
        self.assertIn("CronJob katalusis-sweeper: is not rendered", k8s_rules.own_faults([], {}))


if __name__ == "__main__":
    unittest.main()
