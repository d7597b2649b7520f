"""What OpenAPI has no words for, said to schemathesis. Nothing here lets an answer pass."""

import base64
import copy
import json
import re

import schemathesis

BINARY = "*/*"
STRUCTURED = "application/cloudevents+json"
JSON_TYPE = re.compile(r"^[^/;]+/(?:[^/;]+\+)?json *(?:;|$)", re.IGNORECASE)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for path, item in list(raw_schema["paths"].items()):
        if BINARY in item.get("post", {}).get("requestBody", {}).get("content", {}):
            split_binary_mode(raw_schema, path, item["post"])
    for name, schema in raw_schema["components"]["schemas"].items():
        if name.startswith("event."):
            # It is made of `data` below, since no schema says what its bytes must be.
            schema["properties"]["data_base64"] = False
    refuse_unknown_members(raw_schema)


def split_binary_mode(document, path, operation):
    """Header fields belong to one content type only: an operation for each event in binary mode, one for the others.
    A fragment tells them apart here and is never sent."""
    content = operation["requestBody"]["content"]
    binary = content.pop(BINARY)["schema"]
    fields = [deref(document, each) for each in operation["parameters"]]
    attributes = [each for each in fields if each["name"].startswith("ce-")]
    operation["parameters"] = [each for each in fields if each not in attributes]
    operation["requestBody"]["required"] = True
    for data in binary.get("anyOf", [binary]):
        name = data["$ref"].rpartition("/")[2].removeprefix("data.")
        event = document["components"]["schemas"][f"event.{name}"]
        if may_lack_data(event):
            # Any body will do, or none, and schemathesis still calls some of them wrong.
            continue
        one = copy.deepcopy(operation)
        one["operationId"] += f"-{name}"
        one["parameters"] += [in_binary_mode(each, event) for each in attributes]
        one["requestBody"] = {"required": True, "content": {"application/json": {"schema": data}}}
        require_partition_key(one, event)
        document["paths"][f"{path}#{name}"] = {"post": one}


def in_binary_mode(parameter, event):
    name = parameter["name"].removeprefix("ce-")
    schema = parameter["schema"]
    if name == "type":
        schema = event["properties"][name]
    elif name == "dataschema":
        declared = event["properties"][name]
        named = declared.get("anyOf", [declared])[0]
        schema = named if name in event["required"] else {"anyOf": [named, schema]}
    return {**parameter, "required": name in event["required"], "schema": schema}


def may_lack_data(event):
    return any(way.get("properties") == {"data": False, "data_base64": False} for way in event["anyOf"])


def require_partition_key(operation, event):
    """On an ordered topic: the header field, or where the topic names a place, the data without the header field."""
    for rule in event["anyOf"][0].get("allOf", []):
        for parameter in list(operation["parameters"]):
            if parameter["name"] != "ce-partitionkey":
                continue
            if "anyOf" not in rule:
                parameter["required"] = True
                continue
            operation["parameters"].remove(parameter)
            media_type = operation["requestBody"]["content"]["application/json"]
            place = rule["anyOf"][1]["properties"]["data"]
            media_type["schema"] = {"allOf": [media_type["schema"], place]}


def refuse_unknown_members(document):
    """A document that lets members be added later still has none of them now."""
    names = [name for name in document["components"]["schemas"] if name[0].isupper()]
    answers = [document["components"]["schemas"][name] for name in names]
    answers += [response for item in document["paths"].values() for response in contents(document, item)]
    for each in answers:
        close(each)


def contents(document, item):
    for method, operation in item.items():
        if method == "servers":
            continue
        for response in operation["responses"].values():
            for content in deref(document, response).get("content", {}).values():
                # A document of its own specification.
                if not {"openapi", "asyncapi"} & content["schema"].get("properties", {}).keys():
                    yield content["schema"]


def close(schema):
    if isinstance(schema, list):
        for each in schema:
            close(each)
    elif isinstance(schema, dict):
        for each in schema.values():
            close(each)
        if "properties" in schema and "required" in schema or "allOf" in schema and "properties" in schema:
            schema["unevaluatedProperties"] = False


def deref(document, value):
    if "$ref" not in value:
        return value
    for step in value["$ref"].split("/")[1:]:
        document = document[step]
    return document


@schemathesis.hook
def filter_case(context, case):
    """The schemas of data leave room for members that nobody may send, deep down."""
    return not reaches_for_prototype(case.body)


def reaches_for_prototype(value):
    if isinstance(value, list):
        return any(map(reaches_for_prototype, value))
    if not isinstance(value, dict):
        return False
    return "__proto__" in value or "constructor" in value or any(map(reaches_for_prototype, value.values()))


@schemathesis.hook
def map_case(context, case):
    if isinstance(case.body, list):
        case.body = [with_integers(each) for each in case.body]
    else:
        case.body = with_integers(case.body)
    if case.media_type == STRUCTURED:
        case.body = with_bytes(case.body)
    return case


def with_integers(event):
    """To JSON Schema 1.0 is an integer, to CloudEvents it is none."""
    if not isinstance(event, dict):
        return event
    integers = {name: int(value) for name, value in event.items() if isinstance(value, float) and value.is_integer()}
    return {**event, **integers}


def with_bytes(event):
    """Every other event whose data is JSON has it as bytes."""
    content_type = event.get("datacontenttype") if isinstance(event, dict) else None
    if not isinstance(content_type, str) or not JSON_TYPE.match(content_type) or "data" not in event:
        return event
    written = json.dumps(event["data"], sort_keys=True)
    if len(written) % 2 == 1:
        return event
    rest = {name: value for name, value in event.items() if name != "data"}
    return {**rest, "data_base64": base64.b64encode(written.encode()).decode()}
