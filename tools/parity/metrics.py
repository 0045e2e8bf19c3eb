"""Writes the fixture that the metrics of @convzoo/train are compared with: scikit-learn's.

Run with a Python that has numpy and scikit-learn: python3 tools/parity/metrics.py
"""

import base64
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

TARGET = Path(__file__).resolve().parents[2] / "packages/train/src/fixtures/metrics.json"
BINS = 15
random = np.random.default_rng(20)


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype=np.float32).tobytes()).decode()


def calibration_error(probabilities, happened):
    """Sum over bins of their share times the gap, from scikit-learn's curve."""
    true, predicted = calibration_curve(happened, probabilities, n_bins=BINS)
    edges = np.linspace(0, 1, BINS + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], probabilities), minlength=BINS)
    return float(np.sum(counts[counts > 0] / len(probabilities) * np.abs(true - predicted)))


def shared(true, predicted, **options):
    precision, recall, f1, support = m.precision_recall_fscore_support(true, predicted, zero_division=0, **options)
    return [
        {"support": int(s), "precision": p, "recall": r, "f1": f}
        for p, r, f, s in zip(precision, recall, f1, support)
    ]


def multi_class():
    samples, classes = 300, 7
    truth = random.integers(0, classes - 1, samples)  # the last class never occurs
    logits = random.normal(size=(samples, classes)) + 1.5 * np.eye(classes)[truth]
    scores = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    scores = scores.astype(np.float32).astype(np.float64)
    predicted = scores.argmax(1)
    macro = m.precision_recall_fscore_support(
        truth, predicted, labels=range(classes), average="macro", zero_division=0
    )
    return {
        "targets": encode(np.eye(classes)[truth]), "scores": encode(scores), "classes": classes,
        "metrics": {
            "accuracy": m.accuracy_score(truth, predicted),
            "top5Accuracy": m.top_k_accuracy_score(truth, scores, k=5, labels=range(classes)),
            "macroPrecision": macro[0], "macroRecall": macro[1], "macroF1": macro[2],
            "calibrationError": calibration_error(scores.max(1), predicted == truth),
        },
        "perClass": shared(truth, predicted, labels=range(classes)),
        "confusion": m.confusion_matrix(truth, predicted, labels=range(classes)).tolist(),
    }


def absent_classes():
    """Five classes, of which the last two are neither true nor predicted."""
    truth = random.integers(0, 3, 60)
    logits = random.normal(size=(60, 5)) + 1.5 * np.eye(5)[truth]
    logits[:, 3:] -= 20
    scores = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    scores = scores.astype(np.float32).astype(np.float64)
    macro = m.precision_recall_fscore_support(truth, scores.argmax(1), average="macro", zero_division=0)
    return {
        "targets": encode(np.eye(5)[truth]), "scores": encode(scores), "classes": 5,
        "metrics": {"macroPrecision": macro[0], "macroRecall": macro[1], "macroF1": macro[2]},
    }


def labels(samples, classes):
    truth = (random.random((samples, classes)) < np.linspace(0.1, 0.6, classes)).astype(int)
    scores = 1 / (1 + np.exp(-(random.normal(size=truth.shape) * 1.5 + 2 * truth - 1)))
    # Two decimals make ties.
    return truth, np.round(scores, 2).astype(np.float32).astype(np.float64)


def multi_label():
    truth, scores = labels(250, 5)
    truth[:, 0] = 0  # a label that never holds: no average precision, no area
    predicted = (scores >= 0.5).astype(int)
    macro = m.precision_recall_fscore_support(truth, predicted, average="macro", zero_division=0)
    return {
        "targets": encode(truth), "scores": encode(scores), "classes": 5,
        "metrics": {
            "meanAveragePrecision": m.average_precision_score(truth[:, 1:], scores[:, 1:], average="macro"),
            "rocAuc": m.roc_auc_score(truth[:, 1:], scores[:, 1:], average="macro"),
            "exactMatch": m.accuracy_score(truth, predicted),
            "hammingLoss": m.hamming_loss(truth, predicted),
            "macroPrecision": macro[0], "macroRecall": macro[1], "macroF1": macro[2],
            "microF1": m.f1_score(truth, predicted, average="micro"),
            "calibrationError": calibration_error(scores.flatten(), truth.flatten()),
        },
        "perClass": shared(truth, predicted, average=None),
    }


def single_class():
    truth, scores = (a[:, 2] for a in labels(400, 5))
    predicted = (scores >= 0.5).astype(int)
    return {
        "targets": encode(truth), "scores": encode(scores), "classes": 1,
        "metrics": {
            "accuracy": m.accuracy_score(truth, predicted),
            "precision": m.precision_score(truth, predicted), "recall": m.recall_score(truth, predicted),
            "f1": m.f1_score(truth, predicted),
            "averagePrecision": m.average_precision_score(truth, scores),
            "rocAuc": m.roc_auc_score(truth, scores),
            "calibrationError": calibration_error(scores, truth),
        },
        "perClass": shared(truth, predicted, labels=[1]),
        "confusion": m.confusion_matrix(truth, predicted).tolist(),
    }


def main():
    fixture = {
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "multi-class": multi_class(), "multi-label": multi_label(), "binary": single_class(),
        "absent-classes": absent_classes(),
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(fixture, indent=1) + "\n")
    for kind in ("multi-class", "multi-label", "binary", "absent-classes"):
        print(kind, {name: round(float(value), 4) for name, value in fixture[kind]["metrics"].items()})


if __name__ == "__main__":
    main()
