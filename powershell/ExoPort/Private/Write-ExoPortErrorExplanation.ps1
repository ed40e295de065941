function Write-ExoPortErrorExplanation {
    <# Gives what a search has found, the most frequent first, and tells what went wrong with it. #>
    param([hashtable] $Search, [System.Management.Automation.PSCmdlet] $Cmdlet)

    $place = if ($Search.Path) { "'$($Search.Path)'" } else { 'The text' }
    if ($Search.Problem) {
        $Cmdlet.WriteError((New-ExoPortErrorRecord -Message "$place could not be searched completely: $($Search.Problem)" -ErrorId 'BadInput' -TargetObject $Search.Path))
    }
    if ($Search.Found.Count -eq 0) {
        if (-not $Search.Problem) { $Cmdlet.WriteWarning("No SMTP error code was found in $place.") }
        return
    }
    if ($Search.Omitted -gt 0) { $Cmdlet.WriteWarning("Too many different codes in $place; $($Search.Omitted) places are left out.") }
    $Search.Found.Values | Sort-Object -Property @{ Expression = 'Count'; Descending = $true }, @{ Expression = 'FirstLine'; Descending = $false }
}
