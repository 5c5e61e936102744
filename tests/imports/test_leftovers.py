"""What a program that died left lying about goes after a day, and nothing else."""

import os
import time

from muster.imports import leftovers


def aged(path, hours):
    past = time.time() - hours * 3600
    os.utime(path, (past, past))
    return path


def test_old_uploads_and_folders_of_no_import_go(desk, tmp_path):
    kept = desk.send("1;an@example.com;Peeters;An;;;Gent;BE")
    uploads = tmp_path / "data" / "uploads"
    uploads.mkdir()
    old, new = uploads / "old.upload", uploads / "new.upload"
    orphan = kept.folder.path.parent / "orphan"
    orphan.mkdir()
    for path in (old, new):
        path.write_text("an@example.com")
    (orphan / "1.csv").write_text("an@example.com")
    aged(old, 25), aged(orphan, 25), aged(kept.folder.path, 25)
    assert leftovers.remove(desk.database) == 2
    assert [path.name for path in uploads.iterdir()] == ["new.upload"]
    assert not orphan.exists()
    assert kept.paths[0].exists()
