# shellcheck shell=bash
# The module as a NuGet package, which PowerShell repositories keep: the files at the root, ExoPort.nuspec, and
# what makes a zip an OPC package (ECMA-376 part 2), as `nuget pack` writes it.

xml_text() {
    sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g'
}

# Of this version in CHANGELOG.md; before it is released, what is under Unreleased.
release_notes() {
    local title
    for title in "$version" Unreleased; do
        if grep --quiet "^## \[\?$title\b" CHANGELOG.md; then
            awk -v start="^## \\\\[?$title" '/^## / { inside = $0 ~ start; next } inside' CHANGELOG.md | sed '/./,$!d'
            return
        fi
    done
}

# By these tags Find-PSResource and the PowerShell Gallery know a module, its editions and its commands; the same
# that Publish-PSResource gives.
module_tags() {
    local name
    manifest_list Tags
    echo PSModule
    manifest_list CompatiblePSEditions | sed 's/^/PSEdition_/'
    echo PSIncludes_Function
    for name in $(manifest_list FunctionsToExport); do
        printf '%s\n' "PSFunction_$name" "PSCommand_$name"
    done
}

write_nuspec() {
    cat <<END
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>ExoPort</id>
    <version>$version</version>
    <authors>$(manifest_value Author | xml_text)</authors>
    <owners>$(manifest_value CompanyName | xml_text)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="expression">MIT</license>
    <licenseUrl>https://licenses.nuget.org/MIT</licenseUrl>
    <description>$(manifest_value Description | xml_text)</description>
    <releaseNotes>$(release_notes | xml_text)</releaseNotes>
    <copyright>$(manifest_value Copyright | xml_text)</copyright>
    <tags>$(module_tags | paste -sd ' ' | xml_text)</tags>
  </metadata>
</package>
END
}

# The types of all parts: by extension, and by name for those that have none.
write_content_types() {
    local file
    cat <<END
<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
  <Default Extension="psmdcp" ContentType="application/vnd.openxmlformats-package.core-properties+xml" />
END
    find . -type f -name '?*.*' -printf '%f\n' | sed 's/.*\.//' | sort -u | grep -v -x -e rels -e psmdcp |
        sed 's|.*|  <Default Extension="&" ContentType="application/octet" />|'
    find . -type f ! -name '*.*' -printf '%P\n' | sort |
        sed 's|.*|  <Override PartName="/&" ContentType="application/octet" />|'
    echo '</Types>'
}

write_core_properties() {
    cat <<END
<?xml version="1.0" encoding="utf-8"?>
<coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">
  <dc:creator>$(manifest_value Author | xml_text)</dc:creator>
  <dc:description>$(manifest_value Description | xml_text)</dc:description>
  <dc:identifier>ExoPort</dc:identifier>
  <version>$version</version>
  <keywords>$(module_tags | paste -sd ' ' | xml_text)</keywords>
  <lastModifiedBy>packaging/build-packages</lastModifiedBy>
</coreProperties>
END
}

write_relationships() {
    cat <<END
<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/ExoPort.nuspec" Id="R${1:0:16}" />
  <Relationship Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="/package/services/metadata/core-properties/$1.psmdcp" Id="R${1:16:16}" />
</Relationships>
END
}

make_nupkg() {
    local file=$1 module=$2 folder=$work/nupkg name
    cp -R "$module" "$folder"
    write_nuspec >"$folder/ExoPort.nuspec"
    # nuget pack makes a name up; here it follows from what it names.
    name=$(sha256sum <"$folder/ExoPort.nuspec" | cut -c 1-32)
    mkdir -p "$folder/_rels" "$folder/package/services/metadata/core-properties"
    write_relationships "$name" >"$folder/_rels/.rels"
    write_core_properties >"$folder/package/services/metadata/core-properties/$name.psmdcp"
    (cd "$folder" && write_content_types >"$work/content-types")
    mv "$work/content-types" "$folder/[Content_Types].xml"
    make_zip "$file" "$folder"
}
