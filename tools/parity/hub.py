"""Pushes a model's folder with Hugging Face's own client, for hub.mjs. Arguments: the hub's address, the folder."""

import os
import sys

endpoint, folder = sys.argv[1:]
os.environ.update(HF_ENDPOINT=endpoint, HF_TOKEN="hf_imitated", HF_HUB_DISABLE_XET="1", HF_HUB_DISABLE_TELEMETRY="1")

from huggingface_hub import HfApi, ModelCard, __version__  # noqa: E402

api = HfApi()
api.create_repo("me/net", exist_ok=True)
api.upload_folder(repo_id="me/net", folder_path=folder)
print("huggingface_hub", __version__)
print(ModelCard.load(os.path.join(folder, "README.md")).data.to_dict())
