function ConvertTo-ExoPortFinding {
    <# One finding of a record as an object of type ExoPort.Finding. #>
    param([object] $Finding)

    [pscustomobject]@{
        PSTypeName  = 'ExoPort.Finding'
        Code        = $Finding.code
        Severity    = ConvertTo-ExoPortWord -Word $Finding.severity
        Explanation = $Finding.explanation
        Evidence    = @($Finding.evidence | Where-Object { $null -ne $_ })
        Remedy      = $Finding.remedy
        Source      = $Finding.source
    }
}
