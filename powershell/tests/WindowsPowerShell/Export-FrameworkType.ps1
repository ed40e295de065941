<#
.SYNOPSIS
Writes dotnet-framework-4.7.2-types.json anew: the public types of .NET Framework 4.7.2 and their members.

.DESCRIPTION
Reads the metadata of reference assemblies (no code of them runs). Debian's package libmono-cil-dev has them in
/usr/lib/mono/4.7.2-api; Microsoft.NETFramework.ReferenceAssemblies.net472 is Microsoft's own package of the same. Only the
namespaces that a script module has use for are written. Needs PowerShell 7, whose runtime has System.Reflection.Metadata.

Each type has two texts, the static and the instance members with a blank between: a property or field by its name, a
method with the numbers of arguments that it takes (`Combine/1+,2,3,4`: 1+ is one or more), a constructor as `new`. Members
of base types are not repeated; `base` names the base type.

.EXAMPLE
./Export-FrameworkType.ps1 -Folder /usr/lib/mono/4.7.2-api

Writes the file beside this script.
#>
param(
    # The folder of the reference assemblies.
    [Parameter(Mandatory)]
    [string] $Folder
)

$ErrorActionPreference = 'Stop'
$namespaces = @(
    'Microsoft.Win32', 'System', 'System.Collections', 'System.Collections.Generic', 'System.Collections.Specialized',
    'System.Diagnostics', 'System.Globalization', 'System.IO', 'System.IO.Compression', 'System.Net'
    'System.Net.NetworkInformation', 'System.Net.Security', 'System.Net.Sockets', 'System.Reflection', 'System.Reflection.Emit'
    'System.Runtime.InteropServices', 'System.Security', 'System.Security.AccessControl', 'System.Security.Authentication'
    'System.Security.Cryptography', 'System.Security.Cryptography.X509Certificates', 'System.Security.Principal', 'System.Text'
    'System.Text.RegularExpressions', 'System.Threading', 'System.Threading.Tasks', 'System.Xml'
)

function Get-FullName {
    param($Reader, $Handle)

    if ($Handle.IsNil) { return '' }
    switch ("$($Handle.Kind)") {
        'TypeReference' {
            $reference = $Reader.GetTypeReference([System.Reflection.Metadata.TypeReferenceHandle] $Handle)
            return $Reader.GetString($reference.Namespace) + '.' + $Reader.GetString($reference.Name)
        }
        'TypeDefinition' {
            $definition = $Reader.GetTypeDefinition([System.Reflection.Metadata.TypeDefinitionHandle] $Handle)
            $name = $Reader.GetString($definition.Name)
            $outer = $definition.GetDeclaringType()
            if ($outer.IsNil) { return $Reader.GetString($definition.Namespace) + '.' + $name }
            return (Get-FullName -Reader $Reader -Handle ([System.Reflection.Metadata.EntityHandle] $outer)) + '+' + $name
        }
        # A generic type with its arguments: what it inherits is of no use to a script.
        default { return '' }
    }
}

function Get-ArgumentCount {
    <# How many arguments a method takes: '2', or '1+' where the last may be repeated or left out. #>
    param($Reader, $Method)

    $signature = $Reader.GetBlobReader($Method.Signature)
    $header = $signature.ReadSignatureHeader()
    if ($header.IsGeneric) { $null = $signature.ReadCompressedInteger() }
    $count = $signature.ReadCompressedInteger()
    foreach ($handle in $Method.GetParameters()) {
        foreach ($attribute in $Reader.GetParameter($handle).GetCustomAttributes()) {
            $constructor = $Reader.GetCustomAttribute($attribute).Constructor
            if ("$($constructor.Kind)" -eq 'MemberReference') {
                $parent = $Reader.GetMemberReference([System.Reflection.Metadata.MemberReferenceHandle] $constructor).Parent
            } else {
                $parent = $Reader.GetMethodDefinition([System.Reflection.Metadata.MethodDefinitionHandle] $constructor).GetDeclaringType()
            }
            if ((Get-FullName -Reader $Reader -Handle ([System.Reflection.Metadata.EntityHandle] $parent)) -eq 'System.ParamArrayAttribute') { return "$($count - 1)+" }
        }
    }
    "$count"
}

function ConvertTo-MemberText {
    param([hashtable] $Member)

    # Not .Keys: a type can have a member of that name, which the hashtable would then give.
    $texts = foreach ($entry in $Member.GetEnumerator()) { if ($entry.Value.Count) { "$($entry.Key)/" + (@($entry.Value.Keys | Sort-Object) -join ',') } else { $entry.Key } }
    @($texts | Sort-Object) -join ' '
}

$types = @{}
foreach ($name in 'mscorlib', 'System', 'System.Core', 'System.Xml', 'System.Numerics', 'System.IO.Compression') {
    $stream = [System.IO.File]::OpenRead((Join-Path $Folder "$name.dll"))
    $file = [System.Reflection.PortableExecutable.PEReader]::new($stream)
    $reader = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($file)
    foreach ($handle in $reader.TypeDefinitions) {
        $definition = $reader.GetTypeDefinition($handle)
        $visibility = [int] $definition.Attributes -band 7
        # Public, or public in a public type.
        if ($visibility -ne 1 -and $visibility -ne 2) { continue }
        $fullName = Get-FullName -Reader $reader -Handle ([System.Reflection.Metadata.EntityHandle] $handle)
        if ($namespaces -notcontains ($fullName -replace '\.[^.]+$')) { continue }
        $static = @{}
        $instance = @{}
        foreach ($methodHandle in $definition.GetMethods()) {
            $method = $reader.GetMethodDefinition($methodHandle)
            if (([int] $method.Attributes -band 7) -ne 6) { continue }
            $methodName = $reader.GetString($method.Name)
            if ($methodName -match '^(get|set)_(.+)') { $methodName = $Matches[2]; $count = $null }
            elseif ($methodName -eq '.ctor') { $methodName = 'new'; $count = Get-ArgumentCount -Reader $reader -Method $method }
            elseif ($methodName -match '^(op_|add_|remove_|\.cctor)' -or $methodName.Contains('.')) { continue }
            else { $count = Get-ArgumentCount -Reader $reader -Method $method }
            $members = if ($methodName -eq 'new' -or $method.Attributes.HasFlag([System.Reflection.MethodAttributes]::Static)) { $static } else { $instance }
            if (-not $members.ContainsKey($methodName)) { $members[$methodName] = @{} }
            if ($count) { $members[$methodName][$count] = $true }
        }
        foreach ($fieldHandle in $definition.GetFields()) {
            $field = $reader.GetFieldDefinition($fieldHandle)
            if (([int] $field.Attributes -band 7) -ne 6) { continue }
            $members = if ($field.Attributes.HasFlag([System.Reflection.FieldAttributes]::Static)) { $static } else { $instance }
            $members[$reader.GetString($field.Name)] = @{}
        }
        $types[$fullName] = @(
            (Get-FullName -Reader $reader -Handle $definition.BaseType)
            (ConvertTo-MemberText -Member $static)
            (ConvertTo-MemberText -Member $instance)
        )
    }
    $file.Dispose()
}

$lines = @($types.Keys | Sort-Object -CaseSensitive | ForEach-Object { '"{0}": ["{1}"]' -f $_, ($types[$_] -join '", "') })
$source = 'The public types of .NET Framework 4.7.2: base type, static members, instance members. Made by Export-FrameworkType.ps1 of the reference assemblies 4.7.2-api of mono 6.8.'
$text = "{`n""source"": ""$source"",`n""types"": {`n" + ($lines -join ",`n") + "`n}`n}`n"
[System.IO.File]::WriteAllText((Join-Path $PSScriptRoot 'dotnet-framework-4.7.2-types.json'), $text)
