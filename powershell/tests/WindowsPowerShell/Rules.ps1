# What a file has that Windows PowerShell 5.1 on .NET Framework 4.7.2 does not have. Dot-source it; it runs in PowerShell 7.

. (Join-Path $PSScriptRoot 'Syntax.ps1')
. (Join-Path $PSScriptRoot 'Commands.ps1')
. (Join-Path $PSScriptRoot 'Types.ps1')

function Get-NewerThan51 {
    <# One line for each thing in a script that is newer. #>
    param([string] $Text, [string[]] $OwnFunction)

    $syntax = Read-Syntax -Text $Text
    Get-NewerSyntax -Syntax $syntax
    Get-NewerCommand -Syntax $syntax -OwnFunction $OwnFunction
    Get-NewerType -Syntax $syntax
}

function Get-EmbeddedScript {
    <# The scripts in a format or types file: their text, and the line of the element. #>
    param([string] $Path)

    $document = New-Object -TypeName System.Xml.XmlDocument
    $document.PreserveWhitespace = $true
    $document.Load($Path)
    foreach ($node in $document.SelectNodes('//*[local-name()="ScriptBlock" or local-name()="GetScriptBlock" or local-name()="SetScriptBlock" or local-name()="Script"]')) { $node.InnerText }
}
