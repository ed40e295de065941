function Get-ExoPortNativeText {
    <# The text of a native function that takes (buffer, capacity, needed): version, last_error, status_name. #>
    param([string] $Name, [object[]] $Argument = @())

    $api = $script:Native.Api
    $buffer = [byte[]]::new(512)
    foreach ($attempt in 1, 2) {
        [uint32] $needed = 0
        $status = switch ($Name) {
            'version' { $api::exoport_version($buffer, [uint32] $buffer.Length, [ref] $needed) }
            'last_error' { $api::exoport_last_error($buffer, [uint32] $buffer.Length, [ref] $needed) }
            'status_name' { $api::exoport_status_name([int] $Argument[0], $buffer, [uint32] $buffer.Length, [ref] $needed) }
        }
        # -3: BUFFER_TOO_SMALL, and $needed says how long the text is.
        if ($status -ne -3) { break }
        $buffer = [byte[]]::new($needed)
    }
    if ($status -ne 0) { return '' }
    [System.Text.Encoding]::UTF8.GetString($buffer, 0, [int] $needed)
}
