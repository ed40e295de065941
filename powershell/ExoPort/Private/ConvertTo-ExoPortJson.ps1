function ConvertTo-ExoPortJson {
    <#
    A flat dictionary of texts, whole numbers, switches and lists of texts as a JSON object.
    Not ConvertTo-Json: Windows PowerShell 5.1 writes a text that came out of Get-Content as an object,
    with the path and drive it was read from.
    #>
    param([System.Collections.IDictionary] $Value)

    $quote = {
        param([string] $text)
        '"' + [regex]::Replace($text, '["\\\x00-\x1f]', { param($match) '\u{0:x4}' -f [int][char] $match.Value }) + '"'
    }
    $members = foreach ($key in $Value.Keys) {
        $item = $Value[$key]
        if ($item -is [bool]) { $json = if ($item) { 'true' } else { 'false' } }
        elseif ($item -is [int] -or $item -is [long]) { $json = $item.ToString([System.Globalization.CultureInfo]::InvariantCulture) }
        elseif ($item -is [array]) { $json = '[' + (@($item | ForEach-Object { & $quote $_ }) -join ',') + ']' }
        else { $json = & $quote $item }
        (& $quote $key) + ':' + $json
    }
    '{' + ($members -join ',') + '}'
}
