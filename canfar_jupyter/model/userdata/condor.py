"""What the recipe for HTCondor needs to know about the site's pool."""

from __future__ import annotations

from canfar_jupyter.model.sites import Pool


def variables(pool: Pool) -> dict[str, str]:
    """Return the variables of ``scripts/htcondor.sh`` for this pool."""
    return {
        "central_manager": pool.central_manager,
        "execute_dir": pool.execute_dir,
        "scratch_label": pool.scratch_label,
        "token_dir": pool.token_dir,
        "repository": pool.repository,
        "channel": pool.channel,
        "key": pool.key,
        "key_fingerprint": pool.key_fingerprint,
        "config": pool.config.strip(),
    }
