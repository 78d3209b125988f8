"""Plays episodes against AgentGym environment servers the way AgentGym's own Python clients do.

Reads {"games": [{"name", "url", "index", "replies": [text, ...]}]} from stdin and writes, for each game, what the
client saw. The rules it keeps to: a new connection for every call, only status 200 is good, only the fields below are
read, an `error` in a 200 is not looked at, and model text is turned into an action as each environment's client does.
"""

import json
import re
import sys

import requests


def post(url, path, body=None):
    response = requests.post(f"{url}/{path}", json=body, timeout=30)
    assert response.status_code == 200, f"{path}: {response.status_code} {response.text}"
    return response.json()


def get(url, path, params):
    response = requests.get(f"{url}/{path}", params=params, timeout=30)
    assert response.status_code == 200, f"{path}: {response.status_code} {response.text}"
    return response.json()


def one_action(text):
    """textcraft and babyai: exactly one `Action:`, with nothing but letters, digits, commas and spaces in it."""
    found = re.findall(r"Action:\s*(.*?)(?=\n|$)", text, re.DOTALL)
    if len(found) > 1:
        return None
    action = re.sub(r"[^A-Za-z0-9, ]+", "", found[0] if found else "")
    return " ".join(action.split()).strip()


def second_part(text):
    """maze and wordle: what stands between the first and the second `Action:`."""
    parts = text.removesuffix("</s>").split("Action:")
    return (parts[1] if len(parts) > 1 else parts[0]).strip()


class Textcraft:
    def __init__(self, url):
        self.url = url
        created = post(url, "create", {"minecraft_dir": "agentenv_textcraft/", "commands": None, "goal": None})
        self.id, self.observation = created["id"], created["observation"]

    def reset(self, index):
        return post(self.url, "reset", {"data_idx": index, "id": self.id})["observation"]

    def step(self, text):
        action = one_action(text)
        if action is None:
            return "Error: Only one 'Action' is allowed per response.", 0, False
        answer = post(self.url, "step", {"action": action, "id": self.id})
        return answer["observation"], answer["reward"], answer["done"]

    def close(self):
        return post(self.url, "close", {"id": self.id})


class Babyai(Textcraft):
    def __init__(self, url):
        self.url = url
        self.id = post(url, "create")["id"]

    def reset(self, index):
        answer = post(self.url, "reset", {"data_idx": index, "id": self.id})
        assert (answer["reward"], answer["score"], answer["done"]) == (0, 0, False)
        return answer["observation"]

    def step(self, text):
        action = one_action(text)
        if action is None:
            return "Error: Only one 'Action' is allowed per response.", 0, False
        answer = post(self.url, "step", {"action": action, "id": self.id})
        return answer["observation"], answer["score"], answer["done"]


class Maze:
    """Has no close: its server frees nothing."""

    key = "game"

    def __init__(self, url):
        self.url = url
        self.id = post(url, "create")["id"]

    def reset(self, index):
        return post(self.url, "reset", {self.key: index, "id": self.id})["observation"]

    def step(self, text):
        answer = post(self.url, "step", {"action": second_part(text), "id": self.id})
        return answer["observation"], answer["reward"], answer["done"]

    def close(self):
        return None


class Wordle(Maze):
    key = "seed"

    def __init__(self, url):
        super().__init__(url)
        self.words = get(url, "filtered_vocab", {"id": self.id})

    def reset(self, index):
        post(self.url, "reset", {"seed": index, "id": self.id})
        return "Words: " + ", ".join(self.words)


CLIENTS = {"textcraft": Textcraft, "babyai": Babyai, "maze": Maze, "wordle": Wordle}


def play(game):
    assert requests.get(game["url"], timeout=30).status_code == 200
    client = CLIENTS[game["name"]](game["url"])
    states, rewards, done = [client.reset(game["index"])], [], False
    for reply in game["replies"]:
        state, reward, done = client.step(reply)
        states.append(state)
        rewards.append(reward)
        if done:
            break
    return {"states": states, "rewards": rewards, "done": done, "closed": client.close()}


json.dump([play(game) for game in json.load(sys.stdin)["games"]], sys.stdout)
