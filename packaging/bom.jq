# A bill of materials of cargo-cyclonedx made exact: packaging/parts/inventory.sh.
($crates | split("\n") | map(select(. != "")) | map({key: ., value: true}) | from_entries) as $linked
| .metadata.component as $root
| ([$root["bom-ref"]] + [.components[] | select($linked["\(.name) \(.version)"]) | .["bom-ref"]]) as $kept
| .components |= map(select(.["bom-ref"] as $reference | $kept | index($reference)))
| .dependencies |= map(
    select(.ref as $reference | $kept | index($reference))
    | if .dependsOn then .dependsOn |= map(select(. as $reference | $kept | index($reference))) else . end
  )
| .metadata.component |= (
    .type = (if $kind == "library" then "library" else "application" end)
    | .hashes = [{alg: "SHA-256", content: $hash}]
    | .properties = [{name: "exoport:file", value: $file}]
    | .purl = "pkg:cargo/\(.name)@\(.version)"
    | del(.components)
  )
| del(.serialNumber)
# Crates of this workspace are named without the folder that they lie in, a URL with a space as %20.
| walk(
    if type == "string" then
      sub("^path\\+file://[^#]*#(?<name>[^@]+)@"; "\(.name)#") | sub("^path\\+file://[^#]*/(?<name>[^/#]+)#"; "\(.name)#")
      | sub("[?]download_url=file:.*"; "")
    else . end
  )
